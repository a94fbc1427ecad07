import { existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { cacheDir } from '../../../scripts/setup/folders.mjs';
import { OtlpSink } from '../../../collector-agent/src/testing/otlp-sink.ts';
import { type Child, startChild } from '../../../standalone/src/processes/child-process.ts';
import { decodeOtlp, type DecodedSample } from '../../harness/decode-otlp.ts';
import { at } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { ObservedStack } from '../observed-stack.ts';
import { type Anchor, errorText } from './anchor.ts';

/** With a busy machine it took 8 to 15 s. */
const DISCOVERY_SECONDS = 20;

const MODULE = 'go.opentelemetry.io/ebpf-profiler';
const folder = path.join(cacheDir, 'bench');

/** A program that somebody has built from its repository, or what `go install` says. */
export async function findOtelProfiler(): Promise<{ ok: true; program: string } | { ok: false; error: string }> {
  const program = process.env['MESHPROF_OTEL_PROFILER'] ?? path.join(folder, 'ebpf-profiler');
  if (existsSync(program)) return { ok: true, program };
  mkdirSync(folder, { recursive: true });
  const { code, stderr } = await run(['go', 'install', `${MODULE}@latest`], { env: { GOBIN: folder } }).catch(
    (error: Error) => ({ code: 1, stderr: error.message })
  );
  if (code === 0 && existsSync(program)) return { ok: true, program };
  return { ok: false, error: `go install ${MODULE}@latest: ${errorText(stderr)}` };
}

export interface RunningOtelProfiler {
  readonly child: Child;
  readonly sink: OtlpSink;
  readonly stop: () => Promise<void>;
}

/** The agent on the whole host, which is all it can do, with a sink that takes its profiles. */
export async function startOtelProfiler(program: string, frequencyHz: number): Promise<RunningOtelProfiler> {
  const sink = new OtlpSink();
  await sink.start();
  const args = [
    ...[program, `-collection-agent=${new URL(sink.url).host}`, '-disable-tls'],
    ...[`-samples-per-second=${frequencyHz}`, '-reporter-interval=1s'],
  ];
  // It gives up where it may not raise its memlock limit; the wrapper says yes.
  const file = at('tests', 'workloads', 'build', 'keep-memlock');
  const child = startChild({ program: 'ebpf-profiler', file, args });
  const stop = async () => {
    await child.stop();
    sink.stop();
  };
  try {
    await waitFor(
      async () => {
        if (child.hasExited()) throw new Error(errorText((await child.exited).lastLines.join('\n')));
        return sink.profiles.length > 0 || undefined;
      },
      { what: 'a profile of the OpenTelemetry profiler' }
    );
    return { child, sink, stop };
  } catch (error) {
    await stop();
    throw error;
  }
}

export const otelProfiler: Anchor = {
  name: 'OpenTelemetry eBPF profiler',
  async observe({ pid, seconds, frequencyHz }) {
    const found = await findOtelProfiler();
    if (!found.ok) return found;
    let agent: RunningOtelProfiler;
    try {
      agent = await startOtelProfiler(found.program, frequencyHz);
    } catch (error) {
      return { ok: false, error: (error as Error).message };
    }
    // It finds processes by and by; what it says before it has found this one is no sample of its unwinding.
    const isSeen = await untilSeen(agent, pid);
    const before = agent.sink.profiles.length;
    await sleep(seconds * 1000);
    await agent.stop();
    if (!isSeen) return { ok: false, error: `it sent no sample of the process within ${DISCOVERY_SECONDS} s` };
    const onCpu = (await samplesOf(agent.sink.profiles.slice(before), pid)).map(stackOf);
    // Its off-CPU mode is tried, not assumed: the row shows what it says.
    return { ok: true, observation: { onCpu }, note: `off CPU: ${await offCpuError(found.program)}` };
  },
};

/** Seconds from the agent's start until it sends a stack of a process, or why it does not. */
export async function timeToFirstSample(program: string, pid: number): Promise<number | string> {
  const start = performance.now();
  try {
    const agent = await startOtelProfiler(program, 99);
    try {
      if (!(await untilSeen(agent, pid))) return `no sample of the process within ${DISCOVERY_SECONDS} s`;
      return (performance.now() - start) / 1000;
    } finally {
      await agent.stop();
    }
  } catch (error) {
    return (error as Error).message;
  }
}

async function samplesOf(requests: readonly Buffer[], pid: number): Promise<DecodedSample[]> {
  const decoded = await Promise.all(requests.map((request) => decodeOtlp(request)));
  const ours = decoded.flat().filter(({ resource }) => resource['process.pid'] === String(pid));
  return ours.flatMap(({ samples }) => samples);
}

async function untilSeen({ sink }: RunningOtelProfiler, pid: number): Promise<boolean> {
  for (let second = 0; second < DISCOVERY_SECONDS; second += 1) {
    if ((await samplesOf(sink.profiles.slice(-1), pid)).some(({ places }) => places.length > 0)) return true;
    await sleep(1_000);
  }
  return false;
}

let offCpuAnswer: string | undefined;

async function offCpuError(program: string): Promise<string> {
  if (offCpuAnswer !== undefined) return offCpuAnswer;
  const sink = new OtlpSink();
  await sink.start();
  const wrapper = at('tests', 'workloads', 'build', 'keep-memlock');
  const options = [`-collection-agent=${new URL(sink.url).host}`, '-disable-tls', '-off-cpu-threshold=0.1'];
  const { stderr, signal } = await run([wrapper, program, ...options], { timeoutMs: 8_000 });
  sink.stop();
  offCpuAnswer = signal === null ? errorText(stderr) : 'runs';
  return offCpuAnswer;
}

function stackOf({ places, timestamps, value }: DecodedSample): ObservedStack {
  const frames = places
    .filter(({ frameType }) => frameType !== 'kernel')
    .map(({ name, file, address }) => ({ name, module: file, offset: address }));
  return { weight: Math.max(timestamps, value, 1), frames };
}
