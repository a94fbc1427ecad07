import { type ServiceProcess, startServiceProcess } from '../../../controller/src/testing/service-process.ts';
import { buildController } from '../../harness/controller-bundle.ts';

/** A controller as it is shipped, in a process of its own, on a free port. */
export function startBundledController(settings: Record<string, string>): Promise<ServiceProcess> {
  // Of a profile, for whoever looks for the cause of a number.
  const NODE_OPTIONS = process.env.MESHPROF_BENCH_CONTROLLER_NODE_OPTIONS ?? '';
  return startServiceProcess({ ...settings, NODE_OPTIONS }, 0, buildController());
}
