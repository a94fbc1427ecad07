import { fail, type Outcome, succeed } from '../drivers/outcome.ts';
import { type GeneratorCommand, wrapCommand } from './generator-command.ts';
import { GeneratorProcess } from './generator-process.ts';
import { type GeneratedLoad, threadsOf } from './h2load-run.ts';
import type { LoadOrder, LoadPlace, LoadRun, LoadSample } from './load-generator.ts';
import { headerArguments, requestBody } from './load-request.ts';
import { UnnamedFile } from './unnamed-file.ts';
import { parseWrkOutput, wrkScript, type WrkSummary } from './wrk-output.ts';

const SCRIPT_FD = 3;
const BODY_FD = 4;

export function wrkCommand(load: GeneratedLoad, { durationMs }: LoadOrder): GeneratorCommand {
  const args = [
    ...['-t', String(threadsOf(load)), '-c', String(load.connections)],
    ...['-d', `${Math.max(1, Math.ceil(durationMs / 1_000))}s`, '-s', `/proc/self/fd/${SCRIPT_FD}`],
    ...headerArguments(load.headers),
    '--',
    load.url,
  ];
  return { file: 'wrk', args };
}

/** One run of wrk: as many requests as the proxy answers. What it saw is known at its end only. */
export class WrkRun implements LoadRun {
  readonly startUnixMs: number;
  readonly #load: GeneratedLoad;
  readonly #process: GeneratorProcess;
  readonly #ended: Promise<void>;
  #isStopped = false;
  #problem: string | undefined;
  #endUnixMs = 0;

  constructor(load: GeneratedLoad, place: LoadPlace, order: LoadOrder) {
    this.#load = load;
    const body = requestBody(load.bodyBytes);
    const script = new UnnamedFile(Buffer.from(wrkScript(body && `/proc/self/fd/${BODY_FD}`)));
    const descriptors = [script.descriptor, ...(body === undefined ? [] : [body.descriptor])];
    this.#process = new GeneratorProcess(wrapCommand(load, place, wrkCommand(load, order)), descriptors);
    script.close();
    body?.close();
    this.startUnixMs = this.#process.startUnixMs;
    this.#ended = this.#process.ended.then(() => this.#end());
  }

  get pid(): number | undefined {
    return this.#process.pid;
  }

  get problem(): string | undefined {
    return this.#problem;
  }

  sample(): undefined {
    return undefined;
  }

  async result(): Promise<Outcome<LoadSample | undefined>> {
    await this.#ended;
    const summary = parseWrkOutput(this.#process.output);
    if (summary === undefined || summary.requests === 0) {
      return fail('preflight-failed', this.#problem ?? `No request to ${this.#load.url} was answered.`);
    }
    return succeed(this.#sampleOf(summary));
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    await this.#process.stop(true);
    await this.#ended;
  }

  #sampleOf({ requests, durationUs, broken, refused, p50, p99, p999 }: WrkSummary): LoadSample {
    return {
      requests,
      failed: broken + refused,
      requestsPerSecond: durationUs > 0 ? (requests * 1e6) / durationUs : 0,
      latencyUs: { p50, p99, p999 },
      generatorCpuShare: this.#process.cores(this.startUnixMs, this.#endUnixMs) / threadsOf(this.#load),
    };
  }

  #end(): void {
    this.#endUnixMs = Date.now();
    const { failure } = this.#process;
    if (!this.#isStopped && failure !== undefined) this.#problem = `wrk ${failure}.`;
  }
}
