import { execFileSync } from 'node:child_process';
import { type ServiceProcess, startServiceProcess } from '../../../controller/src/testing/service-process.ts';
import { at } from '../../harness/project.ts';

/** What the package for npm holds: sources would keep the compiler that strips their types in memory. */
const BUNDLE = at('controller', 'dist', 'main.mjs');

/** A controller as it is shipped, in a process of its own, on a free port. */
export function startBundledController(settings: Record<string, string>): Promise<ServiceProcess> {
  execFileSync(process.execPath, [at('controller', 'build-bundle.mjs')]);
  // Of a profile, for whoever looks for the cause of a number.
  const NODE_OPTIONS = process.env.MESHPROF_BENCH_CONTROLLER_NODE_OPTIONS ?? '';
  return startServiceProcess({ ...settings, NODE_OPTIONS }, 0, BUNDLE);
}
