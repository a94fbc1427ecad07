/** Range queries of Grafana's Prometheus data source, answered by the Prometheus that runs beside the demo. */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { PrometheusSource } from './data-sources.ts';
import { emptyPrometheusFrame, prometheusFrame } from './prometheus-frame.ts';
import { formatInterval, intervalOf, interpolateExpression } from './prometheus-interval.ts';
import { checkQuery, failedQuery, type QueryAnswer, type TimeRange } from './query-answer.ts';

const QuerySchema = Type.Object({
  refId: Type.String(),
  expr: Type.String({ maxLength: 16_384 }),
  range: Type.Optional(Type.Boolean()),
  instant: Type.Optional(Type.Boolean()),
  format: Type.Optional(Type.Literal('time_series')),
  intervalMs: Type.Optional(Type.Number({ minimum: 0 })),
  interval: Type.Optional(Type.String({ maxLength: 16 })),
  maxDataPoints: Type.Optional(Type.Integer({ minimum: 1, maximum: 100_000 })),
  legendFormat: Type.Optional(Type.String({ maxLength: 1_024 })),
});
type Query = Static<typeof QuerySchema>;

const AnswerSchema = Type.Object({
  status: Type.String(),
  errorType: Type.Optional(Type.String()),
  error: Type.Optional(Type.String()),
  data: Type.Optional(
    Type.Object({
      resultType: Type.String(),
      result: Type.Array(
        Type.Object({
          metric: Type.Record(Type.String(), Type.String()),
          values: Type.Array(Type.Tuple([Type.Number(), Type.String()])),
        })
      ),
    })
  ),
});
type Answer = Static<typeof AnswerSchema>;

const TIMEOUT_MS = 30_000;
/** A thousand series of a thousand points. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;

export interface PrometheusRequest {
  readonly source: PrometheusSource;
  readonly query: unknown;
  readonly range: TimeRange;
}

export async function answerPrometheusQuery({
  source,
  query: request,
  range,
}: PrometheusRequest): Promise<QueryAnswer> {
  const checked = checkQuery(QuerySchema, request);
  if (!checked.ok) return checked.answer;
  const { query } = checked;
  if (query.instant === true && query.range !== true) {
    return failedQuery(501, 'The host page answers range queries only: set "range": true.');
  }
  const prepared = prepare(query, range, source.scrapeInterval);
  const read = await ask(source.url, prepared.parameters);
  if (!read.ok) return downstream(read.status, read.error);
  const { answer, status } = read;
  if (answer.status !== 'success' || answer.data === undefined) {
    return downstream(status < 400 ? 502 : status, `${answer.errorType ?? 'unknown'}: ${answer.error ?? ''}`);
  }
  const { result } = answer.data;
  const frames =
    result.length === 0
      ? [emptyPrometheusFrame(prepared.frame)]
      : result.map((series) => prometheusFrame(series, prepared.frame));
  return { status: 200, frames };
}

const downstream = (status: number, error: string): QueryAnswer => ({
  ...failedQuery(status, error),
  errorSource: 'downstream',
});

function prepare(query: Query, { start, end }: TimeRange, scrapeInterval: string | undefined) {
  const { expr, refId, legendFormat, intervalMs, maxDataPoints, interval: minStep } = query;
  const rangeMs = end - start;
  const interval = intervalOf({
    rangeMs,
    ...(scrapeInterval !== undefined && { scrapeInterval }),
    ...(intervalMs !== undefined && { intervalMs }),
    ...(maxDataPoints !== undefined && { maxDataPoints }),
    ...(minStep !== undefined && { minStep }),
  });
  const { stepMs } = interval;
  const expression = interpolateExpression(expr, interval, rangeMs);
  // Steps at whole multiples, so that a range that moves with now keeps its points.
  const aligned = (unixMs: number) => String((Math.floor(unixMs / stepMs) * stepMs) / 1_000);
  return {
    parameters: new URLSearchParams({
      query: expression,
      start: aligned(start),
      end: aligned(end),
      step: String(stepMs / 1_000),
    }),
    frame: {
      refId,
      expression,
      legendFormat,
      stepMs,
      executed: `Expr: ${expression}\nStep: ${formatInterval(stepMs)}`,
    },
  };
}

type Read =
  | { readonly ok: true; readonly status: number; readonly answer: Answer }
  | { readonly ok: false; readonly status: number; readonly error: string };

/** Whatever goes wrong on the way is an answer with one sentence. */
async function ask(base: string, parameters: URLSearchParams): Promise<Read> {
  const address = `${base.replace(/\/$/, '')}/api/v1/query_range`;
  try {
    const response = await fetch(address, {
      method: 'POST',
      body: parameters,
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const text = await readBounded(response);
    if (text === undefined) return { ok: false, status: 502, error: 'The answer of Prometheus is too large.' };
    const answer = parseAnswer(text);
    return answer === undefined
      ? { ok: false, status: 502, error: `unexpected response with status code ${response.status}` }
      : { ok: true, status: response.status, answer };
  } catch (error) {
    const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error;
    return { ok: false, status: 502, error: `Post "${address}": ${cause instanceof Error ? cause.message : 'failed'}` };
  }
}

function parseAnswer(text: string): Answer | undefined {
  try {
    const answer: unknown = JSON.parse(text);
    return Value.Check(AnswerSchema, answer) ? answer : undefined;
  } catch {
    return undefined;
  }
}

/** Undefined if it is longer than anything a chart can show. */
async function readBounded(response: Response): Promise<string | undefined> {
  const chunks: Uint8Array[] = [];
  let sizeBytes = 0;
  for await (const chunk of response.body ?? []) {
    sizeBytes += (chunk as Uint8Array).byteLength;
    if (sizeBytes > MAX_ANSWER_BYTES) return undefined;
    chunks.push(chunk as Uint8Array);
  }
  return Buffer.concat(chunks).toString('utf8');
}
