import { EXPERIMENT_DEFAULTS, type ExperimentLoad } from '@meshprof/contracts';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import { ExternalRun } from './external-run.ts';
import { checkTools } from './generator-command.ts';
import { H2loadRun } from './h2load-run.ts';
import type { LoadGenerator, LoadPlace } from './load-generator.ts';
import { WrkRun } from './wrk-run.ts';

/** A spec's load as something that can be started, or one sentence with what is missing. */
export function createLoadGenerator(load: ExperimentLoad, place: LoadPlace = {}): Outcome<LoadGenerator> {
  const { generator: kind } = load;
  if (kind === 'external') return succeed({ kind, start: () => new ExternalRun() });
  if (load.url === undefined) return fail('preflight-failed', `load.url is missing: ${kind} needs to know where to.`);
  if (kind === 'wrk' && load.protocol === 'http2') {
    return fail('preflight-failed', 'wrk speaks HTTP/1.1 only: use h2load, or the protocol http1.');
  }
  const tools = checkTools(load, place);
  if (!tools.ok) return tools;
  const generated = { ...load, url: load.url, connections: load.connections ?? EXPERIMENT_DEFAULTS.connections };
  if (kind === 'h2load') return succeed({ kind, start: (order) => new H2loadRun(generated, place, order) });
  return succeed({
    kind,
    start: (order) => {
      if (order.requestsPerSecond !== undefined)
        throw new Error('wrk knows no fixed rate; the plan refuses such a spec');
      return new WrkRun(generated, place, order);
    },
  });
}
