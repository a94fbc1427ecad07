import { Type } from 'typebox';
import { Value } from 'typebox/value';

const count = Type.Number({ minimum: 0 });

const WrkSummarySchema = Type.Object({
  requests: count,
  durationUs: count,
  /** Connections, reads and writes that failed, and answers that took more than wrk's two seconds. */
  broken: count,
  /** Answers with 4xx and 5xx: wrk does not tell them apart. */
  refused: count,
  p50: count,
  p99: count,
  p999: count,
});
export type WrkSummary = ReturnType<typeof parseWrkOutput> & object;

const RESULT_MARK = 'meshprof-result ';

/**
 * What wrk runs of ours: it can tell its result to a program only from within. `done` is called at its end, and after
 * SIGINT. Under saturation wrk corrects its latencies for waits itself, by the mean pace of a connection.
 */
export function wrkScript(bodyPath: string | undefined): string {
  const body =
    bodyPath === undefined
      ? ''
      : `
wrk.method = "POST"
local file = io.open("${bodyPath}", "rb")
wrk.body = file:read("*a")
file:close()
`;
  return `${body}
done = function(summary, latency, requests)
  local errors = summary.errors
  io.write(string.format(
    '${RESULT_MARK}{"requests":%d,"durationUs":%d,"broken":%d,"refused":%d,"p50":%d,"p99":%d,"p999":%d}\\n',
    summary.requests, summary.duration, errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    latency:percentile(50), latency:percentile(99), latency:percentile(99.9)))
end
`;
}

/** Undefined where wrk did not come to its end. */
export function parseWrkOutput(output: string) {
  const line = output.split('\n').findLast((text) => text.startsWith(RESULT_MARK));
  if (line === undefined) return undefined;
  try {
    const summary: unknown = JSON.parse(line.slice(RESULT_MARK.length));
    return Value.Check(WrkSummarySchema, summary) ? summary : undefined;
  } catch {
    return undefined;
  }
}
