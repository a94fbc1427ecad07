import type { ExperimentDriver } from '@meshprof/contracts';
import type { TemplateOptions } from '@meshprof/experiments';
import { EnvoyAdmin } from '../../experiment/envoy/envoy-admin.ts';
import type { LoggerFacts } from '../../experiment/envoy/logger-facts.ts';
import type { ProxyFacts } from '../../experiment/envoy/proxy-facts.ts';
import { readConfig } from '../../experiment/envoy/read-config.ts';

export interface Fitted extends TemplateOptions {
  /** What somebody who chose a template should know of it, a sentence each. */
  readonly notes: readonly string[];
}

/**
 * What a template is made of on this proxy. One that cannot be asked gets the template as it stands: preflight says
 * what is wrong with it.
 */
export async function fitTemplate(adminUrl: string, driver: ExperimentDriver | undefined): Promise<Fitted> {
  const admin = new EnvoyAdmin({ adminUrl });
  try {
    const config = await readConfig(admin);
    return config.ok ? fit(config.value.facts, driver) : { driver: driver ?? 'envoy-runtime', notes: [] };
  } finally {
    admin.close();
  }
}

export function fit(facts: ProxyFacts, asked: ExperimentDriver | undefined): Fitted {
  const driver = asked ?? driverFor(facts);
  const notes =
    asked === undefined && driver === 'envoy-files'
      ? ['This Envoy has no admin layer in its runtime, so its listener file is changed (--driver envoy-files).']
      : [];
  if (driver !== 'envoy-runtime') return { driver, notes };
  const loggers = loggersOf(facts);
  if (loggers.full !== undefined) return { driver, loggers, notes };
  const left =
    'Not every access logger of this Envoy has a runtime filter, so variants of the access log are left out. ' +
    'With listeners from a file, --driver envoy-files has them.';
  return { driver, loggers, notes: [...notes, left] };
}

function driverFor({ layers, listenersPath }: ProxyFacts): ExperimentDriver {
  const hasAdminLayer = layers.some(({ kind }) => kind === 'admin');
  return !hasAdminLayer && listenersPath !== undefined ? 'envoy-files' : 'envoy-runtime';
}

/** Of the loggers that a runtime filter chooses among, by their keys: the one with the longest format, and the shortest. */
function loggersOf({ managers }: ProxyFacts): { full?: string; short?: string } {
  const chosen = managers.flatMap(({ loggers }) => loggers);
  // One that nothing silences would write beside them.
  if (chosen.some(({ runtime }) => runtime === undefined)) return {};
  const byLength = chosen.toSorted((a, b) => lengthOf(b) - lengthOf(a));
  const keys = [...new Set(byLength.map(({ runtime }) => runtime?.key ?? ''))];
  const [full] = keys;
  const short = keys.length > 1 ? keys.at(-1) : undefined;
  return { ...(full !== undefined && { full }), ...(short !== undefined && { short }) };
}

/** Without a format of its own a logger has Envoy's, which is of this length. */
const STANDARD_FORMAT_LENGTH = 290;

const lengthOf = ({ format }: LoggerFacts): number => format?.length ?? STANDARD_FORMAT_LENGTH;
