import type { ExperimentLoad } from '@meshprof/contracts';
import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import { countCpus, type GeneratorCommand, wrapCommand } from './generator-command.ts';
import { GeneratorProcess } from './generator-process.ts';
import { headerArguments, requestBody } from './load-request.ts';
import type { LoadOrder, LoadPlace, LoadRun, LoadSample } from './load-generator.ts';
import { RequestLog } from './request-log.ts';
import { SendSchedule } from './send-schedule.ts';

const READ_EVERY_MS = 250;
/** h2load tries to connect without a pause where nothing listens, and eats a core. */
const SILENT_MS = 5_000;
/**
 * Requests that an HTTP/2 connection may have under way at a fixed rate, so that a slow answer does not hold the next
 * request up. Under saturation it is one, as with HTTP/1.1: so many connections, so many requests.
 */
const H2_STREAMS = 100;
/** Descriptors in the child. */
const LOG_FD = 3;
const BODY_FD = 4;

export interface GeneratedLoad extends ExperimentLoad {
  readonly url: string;
  readonly connections: number;
}

export function h2loadCommand(load: GeneratedLoad, { requestsPerSecond, durationMs }: LoadOrder): GeneratorCommand {
  const threads = threadsOf(load);
  const isHttp2 = load.protocol === 'http2';
  const rate = requestsPerSecond === undefined ? undefined : requestsPerSecond / load.connections;
  const args = [
    ...(isHttp2 ? ['--npn-list=h2', '-m', String(rate === undefined ? 1 : H2_STREAMS)] : ['--h1']),
    ...['-t', String(threads), '-c', String(load.connections), '-D', `${Math.ceil(durationMs)}ms`],
    // Of one connection. With it h2load 1.52 sends nothing while warming up, so warming up is the runner's.
    ...(rate === undefined ? [] : ['--rps', String(rate)]),
    `--log-file=/proc/self/fd/${LOG_FD}`,
    ...headerArguments(load.headers),
    ...(load.bodyBytes ? ['-d', `/proc/self/fd/${BODY_FD}`] : []),
    load.url,
  ];
  return { file: 'h2load', args };
}

/** One thread is enough for a proxy unless the spec gives the generator CPUs of its own. */
export function threadsOf({ cpus, connections }: GeneratedLoad): number {
  return Math.min(cpus === undefined ? 1 : countCpus(cpus), connections);
}

/** One run of h2load, with every request known from its log. */
export class H2loadRun implements LoadRun {
  readonly startUnixMs: number;
  readonly #load: GeneratedLoad;
  readonly #log: RequestLog;
  readonly #process: GeneratorProcess;
  readonly #ended: Promise<void>;
  readonly #timer: NodeJS.Timeout;
  readonly #silentMs: number;
  #lastCount = 0;
  #lastAnswerMs = performance.now();
  #problem: string | undefined;
  #isStopped = false;
  #whole: LoadSample | undefined;

  constructor(load: GeneratedLoad, place: LoadPlace, order: LoadOrder) {
    this.#load = load;
    const { requestsPerSecond: rate } = order;
    this.#silentMs = SILENT_MS + (rate === undefined ? 0 : 5_000 / rate);
    this.#log = new RequestLog(rate === undefined ? undefined : new SendSchedule(rate, load.connections));
    const body = requestBody(load.bodyBytes);
    const descriptors = [this.#log.descriptor, ...(body === undefined ? [] : [body.descriptor])];
    this.#process = new GeneratorProcess(wrapCommand(load, place, h2loadCommand(load, order)), descriptors);
    body?.close();
    this.startUnixMs = this.#process.startUnixMs;
    this.#timer = setInterval(() => this.#look(), READ_EVERY_MS);
    this.#ended = this.#process.ended.then(() => this.#end());
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  sample(fromUnixMs: number, toUnixMs: number): LoadSample {
    if (this.#whole === undefined) this.#log.read();
    const seen = this.#log.seen(fromUnixMs, toUnixMs);
    const cores = this.#process.cores(fromUnixMs, toUnixMs);
    return {
      ...seen,
      requestsPerSecond: (seen.requests * 1_000) / Math.max(1, toUnixMs - fromUnixMs),
      generatorCpuShare: cores / threadsOf(this.#load),
    };
  }

  async result(): Promise<Outcome<LoadSample | undefined>> {
    await this.#ended;
    if (this.#whole === undefined || this.#whole.requests === 0) {
      return fail('preflight-failed', this.#problem ?? `No request to ${this.#load.url} was answered.`);
    }
    return succeed(this.#whole);
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    // All it has is in the log.
    await this.#process.stop(false);
    await this.#ended;
  }

  #look(): void {
    this.#log.read();
    const nowMs = performance.now();
    if (this.#log.count > this.#lastCount) this.#lastAnswerMs = nowMs;
    this.#lastCount = this.#log.count;
    if (nowMs - this.#lastAnswerMs < this.#silentMs) return;
    this.#problem ??= `Nothing at ${this.#load.url} has answered for ${Math.round(this.#silentMs / 1_000)} s.`;
    void this.#process.stop(false);
  }

  #end(): void {
    clearInterval(this.#timer);
    this.#log.read();
    const { failure } = this.#process;
    if (!this.#isStopped && failure !== undefined) this.#problem ??= `h2load ${failure}.`;
    this.#whole = this.sample(this.startUnixMs, Date.now());
    this.#log.close();
  }
}
