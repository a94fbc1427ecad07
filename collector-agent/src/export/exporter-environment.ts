/**
 * The OTLP exporter's environment variables. The specification's pattern: `OTEL_EXPORTER_OTLP_PROFILES_<NAME>` goes
 * before `OTEL_EXPORTER_OTLP_<NAME>`; an empty variable counts as unset.
 */
type Environment = Readonly<Record<string, string | undefined>>;

const SIGNAL_PREFIX = 'OTEL_EXPORTER_OTLP_PROFILES_';
const GENERAL_PREFIX = 'OTEL_EXPORTER_OTLP_';

export function signalVariable(env: Environment, name: string): string | undefined {
  return nonEmpty(env[SIGNAL_PREFIX + name]) ?? nonEmpty(env[GENERAL_PREFIX + name]);
}

export function readFlag(env: Environment, name: string, problems: string[]): boolean | undefined {
  const text = signalVariable(env, name)?.toLowerCase();
  if (text === undefined) return undefined;
  if (text !== 'true' && text !== 'false') problems.push(`OTLP variable …_${name} must be true or false`);
  return text === 'true';
}

/** Milliseconds. */
export function readTimeout(env: Environment, problems: string[]): number | undefined {
  const text = signalVariable(env, 'TIMEOUT');
  if (text === undefined) return undefined;
  const timeoutMs = Number(text);
  if (Number.isInteger(timeoutMs) && timeoutMs > 0) return timeoutMs;
  problems.push(`OTLP timeout is ${JSON.stringify(text)}; it must be a positive number of milliseconds`);
  return undefined;
}

/** Headers of both variables, the signal's before the general ones: `key=value,key=value`, values percent-encoded. */
export function readHeaders(env: Environment, problems: string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const prefix of [GENERAL_PREFIX, SIGNAL_PREFIX]) {
    for (const pair of (env[`${prefix}HEADERS`] ?? '').split(',')) {
      if (pair.trim() === '') continue;
      const separator = pair.indexOf('=');
      const key = pair.slice(0, separator).trim().toLowerCase();
      const value = percentDecoded(pair.slice(separator + 1).trim());
      if (separator < 1 || value === undefined) {
        problems.push(`${prefix}HEADERS must be key=value pairs with commas between them, values percent-encoded`);
      } else {
        headers[key] = value;
      }
    }
  }
  return headers;
}

function percentDecoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

function nonEmpty(text: string | undefined): string | undefined {
  return text?.trim() ? text.trim() : undefined;
}
