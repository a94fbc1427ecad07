import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { findOnPath } from '../../../standalone/src/demo/binaries.ts';
import { run } from '../../harness/run.ts';

export interface Load {
  readonly url: string;
  readonly protocol: 'h1' | 'h2c';
  readonly seconds: number;
  readonly connections: number;
  /** Over all connections; absent: as fast as answers come. */
  readonly requestsPerSecond?: number;
  /** CPU that h2load stays on. */
  readonly cpu?: number;
}

export interface LoadResult {
  readonly requestsPerSecond: number;
  readonly succeeded: number;
  readonly failed: number;
}

export interface TimedLoadResult extends LoadResult {
  /** Of each request. */
  readonly latenciesUs: readonly number[];
}

const WARM_UP_SECONDS = 1;

function command({ url, protocol, seconds, connections, requestsPerSecond, cpu }: Load): string[] {
  const h2load = findOnPath('h2load');
  if (h2load === undefined) throw new Error('h2load was not found; it comes with the Debian package nghttp2-client');
  return [
    ...(cpu === undefined ? [] : ['taskset', '-c', String(cpu)]),
    h2load,
    ...(protocol === 'h1' ? ['--h1'] : []),
    ...['-t', '1', '-c', String(connections), '-D', String(seconds)],
    // `--rps` is for one connection, and with it a warm-up sends nothing.
    ...(requestsPerSecond === undefined
      ? ['--warm-up-time', String(WARM_UP_SECONDS)]
      : ['--rps', String(requestsPerSecond / connections)]),
    url,
  ];
}

/** Requests a second over the time asked for. h2load 1.52 divides by warm-up and time together, hence not its own number. */
export function parseSummary(output: string, seconds: number): LoadResult {
  const counts = /^requests: .*?(\d+) succeeded, (\d+) failed, (\d+) errored, (\d+) timeout/m.exec(output);
  if (counts === null) throw new Error(`h2load gave no summary:\n${output}`);
  const [succeeded = 0, ...failures] = counts.slice(1).map(Number);
  return {
    requestsPerSecond: succeeded / seconds,
    succeeded,
    failed: failures.reduce((sum, count) => sum + count, 0),
  };
}

/** Start in µs since the epoch, status, µs until the end of the answer: one request a line. */
export function parseRequestLog(text: string): number[] {
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => Number(line.split('\t')[2]));
}

export async function runLoad(load: Load): Promise<LoadResult> {
  return checked(load, await run(command(load), { timeoutMs: (load.seconds + 60) * 1000 }));
}

export async function runTimedLoad(load: Load): Promise<TimedLoadResult> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-h2load-'));
  const log = path.join(folder, 'requests');
  try {
    const withLog = [...command(load).slice(0, -1), `--log-file=${log}`, load.url];
    const result = checked(load, await run(withLog, { timeoutMs: (load.seconds + 60) * 1000 }));
    return { ...result, latenciesUs: parseRequestLog(readFileSync(log, 'utf8')) };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function checked(load: Load, { code, stdout, stderr }: { code: number | null; stdout: string; stderr: string }) {
  if (code !== 0) throw new Error(`h2load on ${load.url} ended with ${code}: ${stderr}${stdout}`);
  const result = parseSummary(stdout, load.seconds);
  // A server that refuses is fast: its numbers must not look good.
  if (result.succeeded === 0 || result.failed > result.succeeded / 100) {
    throw new Error(`h2load on ${load.url}: ${result.failed} requests failed, ${result.succeeded} succeeded`);
  }
  return result;
}
