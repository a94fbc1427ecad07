import { type Outcome, succeed } from '../drivers/outcome.ts';
import type { LoadRun, LoadSample } from './load-generator.ts';

/** Load that others make: nothing is started or stopped, and the proxy's own counters say how much it is. */
export class ExternalRun implements LoadRun {
  readonly pid = undefined;
  readonly startUnixMs = Date.now();
  readonly problem = undefined;

  sample(): undefined {
    return undefined;
  }

  result(): Promise<Outcome<LoadSample | undefined>> {
    return Promise.resolve(succeed(undefined));
  }

  stop(): Promise<void> {
    return Promise.resolve();
  }
}
