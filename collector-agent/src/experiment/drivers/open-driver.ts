import type { ExperimentSpec } from '@meshprof/contracts';
import type { Driver } from './driver.ts';
import type { Outcome } from './outcome.ts';
import { openEnvoyFilesDriver } from './envoy-files-driver.ts';
import { openEnvoyRuntimeDriver } from './envoy-runtime-driver.ts';

/** What drivers need beyond the spec; each takes its own. */
export interface DriverContext {
  /** Opens the driver `istio`: it needs the Kubernetes API, which others do without. */
  readonly openIstio: (spec: ExperimentSpec) => Promise<Outcome<Driver>>;
}

/** Finds the proxy and what drives it. `preflight-failed` where there is none, or it may not be reached. */
export async function openDriver(spec: ExperimentSpec, context: DriverContext): Promise<Outcome<Driver>> {
  switch (spec.driver) {
    case 'envoy-runtime':
      return openEnvoyRuntimeDriver(spec);
    case 'envoy-files':
      return openEnvoyFilesDriver(spec);
    case 'istio':
      return context.openIstio(spec);
  }
}
