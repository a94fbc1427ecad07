import { withoutHeaderValues } from '@meshprof/settings';
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';

export interface PrometheusOptions {
  /** Base address, without /api/v1. */
  readonly url: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface RangeQuery {
  readonly query: string;
  readonly fromMs: number;
  readonly toMs: number;
  readonly stepMs: number;
  /** Ends the query early, beside its own timeout. */
  readonly signal?: AbortSignal;
}

export interface Series {
  readonly labels: Readonly<Record<string, string>>;
  readonly points: readonly { readonly atMs: number; readonly value: number }[];
}

export type RangeAnswer =
  { readonly ok: true; readonly series: Series[] } | { readonly ok: false; readonly detail: string };

const TIMEOUT_MS = 10_000;
/** A thousand series of a thousand points. */
const MAX_ANSWER_BYTES = 32 * 1024 * 1024;
/** Of Prometheus: it refuses more points a series. */
export const MAX_POINTS = 11_000;

const AnswerSchema = Type.Object({
  status: Type.String(),
  error: Type.Optional(Type.String()),
  data: Type.Optional(
    Type.Object({
      resultType: Type.String(),
      result: Type.Array(
        Type.Object({
          metric: Type.Record(Type.String(), Type.String()),
          values: Type.Optional(Type.Array(Type.Tuple([Type.Number(), Type.String()]))),
        })
      ),
    })
  ),
});

/** Asks Prometheus, or what speaks its API. Whatever goes wrong is an answer with one sentence. */
export class PrometheusClient {
  readonly #options: PrometheusOptions;

  constructor(options: PrometheusOptions) {
    this.#options = options;
  }

  async queryRange(query: RangeQuery): Promise<RangeAnswer> {
    const answer = await this.#ask(query);
    return answer.ok ? answer : { ok: false, detail: withoutHeaderValues(answer.detail, this.#options.headers) };
  }

  async #ask({ query, fromMs, toMs, stepMs, signal }: RangeQuery): Promise<RangeAnswer> {
    const timeout = AbortSignal.timeout(TIMEOUT_MS);
    const parameters = new URLSearchParams({
      query,
      start: String(fromMs / 1_000),
      end: String(toMs / 1_000),
      step: String(stepMs / 1_000),
      timeout: `${TIMEOUT_MS / 1_000}s`,
    });
    try {
      const response = await fetch(`${this.#options.url.replace(/\/+$/, '')}/api/v1/query_range`, {
        method: 'POST',
        headers: { ...this.#options.headers, 'content-type': 'application/x-www-form-urlencoded' },
        body: parameters,
        // The headers may hold a password, which is not for another address.
        redirect: 'manual',
        signal: signal === undefined ? timeout : AbortSignal.any([timeout, signal]),
      });
      return readAnswer(response.status, await readLimited(response));
    } catch (error) {
      if (timeout.aborted) return failed(`it did not answer within ${TIMEOUT_MS / 1_000} s`);
      return failed(error instanceof AnswerTooLarge ? error.message : causeOf(error));
    }
  }
}

function failed(why: string): RangeAnswer {
  return { ok: false, detail: `Prometheus could not be asked: ${why.slice(0, 500)}` };
}

class AnswerTooLarge extends Error {
  constructor() {
    super(`its answer is larger than ${MAX_ANSWER_BYTES / 2 ** 20} MiB; let the query give fewer series`);
  }
}

async function readLimited(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of (response.body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > MAX_ANSWER_BYTES) throw new AnswerTooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function readAnswer(status: number, text: string): RangeAnswer {
  if (status >= 300 && status < 400) return failed(`it redirects (${status}); set prometheusUrl to where it leads`);
  const answer = parseAnswer(text);
  if (answer === undefined) return failed(`what answers there (HTTP ${status}) is not the API of Prometheus`);
  if (answer.status !== 'success' || answer.data === undefined) {
    return { ok: false, detail: `Prometheus refused the query: ${(answer.error ?? `HTTP ${status}`).slice(0, 500)}` };
  }
  return {
    ok: true,
    series: answer.data.result.map(({ metric, values = [] }) => ({
      labels: metric,
      points: values.map(([atS, value]) => ({ atMs: Math.round(atS * 1_000), value: Number(value) })),
    })),
  };
}

function parseAnswer(text: string): Static<typeof AnswerSchema> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return Value.Check(AnswerSchema, value) ? value : undefined;
  } catch {
    return undefined;
  }
}

/** `fetch failed` says nothing; its cause does. */
function causeOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? error.cause.message || String(error.cause) : error.message;
}
