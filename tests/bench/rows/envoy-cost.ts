import type { BenchContext, BenchRow } from '../bench-row.ts';
import { interleaved, type Measured, paired, type Variant } from '../interleaved.ts';
import { type Estimate, formatEstimate, median, medianWithInterval, quantile } from '../statistics.ts';
import { anchorTools, attach, ownTools, type Tool } from '../subjects/attached-tool.ts';
import { startEnvoyMesh } from '../subjects/envoy-mesh.ts';
import { runLoad, runTimedLoad } from '../subjects/h2load.ts';
import type { LoadedServer } from '../subjects/loaded-server.ts';

/** Envoy's one worker has a CPU of its own; load, upstream, span sink and the profiler share the other. */
const [ENVOY_CPU, OTHERS_CPU] = [1, 0];
const ROUNDS = 9;
const SECONDS = 8;
/** Half of what saturates Envoy on the reference machine, as a mesh runs it. */
const FIXED_REQUESTS_PER_SECOND = 2_000;

const BASE = 'none';
const TOOLS: readonly Tool[] = [
  ownTools.onAndOffCpu,
  anchorTools.perfFramePointers,
  anchorTools.perfDwarf,
  anchorTools.offcputime,
];

type Measure = (server: LoadedServer, seconds: number) => Promise<number>;

const throughput: Measure = async ({ load }, seconds) =>
  (await runLoad({ ...load, seconds, cpu: OTHERS_CPU })).requestsPerSecond;

const p99Us: Measure = async ({ load }, seconds) => {
  const requestsPerSecond = FIXED_REQUESTS_PER_SECOND;
  const { latenciesUs, succeeded } = await runTimedLoad({ ...load, seconds, requestsPerSecond, cpu: OTHERS_CPU });
  // A load that could not be kept up would compare latencies of different loads.
  if (succeeded < requestsPerSecond * seconds * 0.9) {
    throw new Error(`only ${succeeded} of ${requestsPerSecond * seconds} requests were answered`);
  }
  return quantile(latenciesUs, 0.99);
};

/** Requests a second that a saturated Envoy loses while it is profiled. */
export async function throughputLost(context: BenchContext): Promise<BenchRow[]> {
  const { measured, rounds, seconds } = await measureAll(context, throughput, 'throughput of a saturated Envoy');
  const lostPercent = (value: number, base: number) => (1 - value / base) * 100;
  const text = (name: string) => textOf(measured, name, lostPercent, '%');
  return [
    {
      what: 'Saturated demo Envoy (one worker): throughput lost on and off CPU at 99 Hz',
      goal: '≤ 1 %',
      got: `${text(ownTools.onAndOffCpu.name)} of ${median(measured.get(BASE)!.values).toFixed(0)} requests/s`,
      anchors: anchorsText(text, context.quick),
      how: `${rounds} interleaved rounds of ${seconds} s beside none; median of the losses in a round (95 % bootstrap interval)`,
    },
  ];
}

/** What profiling adds to the 99th percentile of latency at a fixed rate. */
export async function latencyAdded(context: BenchContext): Promise<BenchRow[]> {
  const { measured, rounds, seconds } = await measureAll(context, p99Us, 'latency at a fixed rate');
  const addedPercent = (value: number, base: number) => (value / base - 1) * 100;
  const text = (name: string) => textOf(measured, name, addedPercent, '%');
  return [
    {
      what: `Demo Envoy at ${FIXED_REQUESTS_PER_SECOND} requests/s: added to the 99th percentile of latency, on and off CPU at 99 Hz`,
      goal: '≤ 2 %',
      got: `${text(ownTools.onAndOffCpu.name)} of ${median(measured.get(BASE)!.values).toFixed(0)} µs`,
      anchors: anchorsText(text, context.quick),
      how: `${rounds} interleaved rounds of ${seconds} s beside none; median of the increases in a round (95 % bootstrap interval)`,
    },
  ];
}

async function measureAll(context: BenchContext, measure: Measure, title: string) {
  const [rounds, seconds] = context.quick ? [1, 1] : [ROUNDS, SECONDS];
  const tools = context.quick ? TOOLS.slice(0, 1) : TOOLS;
  const server = await startEnvoyMesh({ variant: 'HTTP/1', pin: [ENVOY_CPU, OTHERS_CPU] });
  try {
    // Connections, caches and the allocator's arenas come with the first requests.
    await runLoad({ ...server.load, seconds: context.quick ? 1 : 5, cpu: OTHERS_CPU });
    const variants: Variant[] = [
      { name: BASE, measure: () => measure(server, seconds) },
      ...tools.map((tool) => ({
        name: tool.name,
        measure: async () => {
          const attached = await attach(tool, server.pid, OTHERS_CPU);
          try {
            return await measure(server, seconds);
          } finally {
            await attached.stop();
          }
        },
      })),
    ];
    return { measured: await interleaved(variants, rounds, { ...context, title }), rounds, seconds };
  } finally {
    await server.stop();
  }
}

function textOf(
  measured: Measured,
  name: string,
  compare: (value: number, base: number) => number,
  unit: string
): string {
  const { error } = measured.get(name)!;
  if (error !== undefined) return `“${error}”`;
  const estimate: Estimate = medianWithInterval(paired(measured, name, BASE, compare));
  return `${formatEstimate(estimate, 1)} ${unit}`;
}

function anchorsText(text: (name: string) => string, quick: boolean): string {
  const anchors = quick ? [] : TOOLS.filter(({ isOurs }) => !isOurs);
  return anchors.map(({ name }) => `${name}: ${text(name)}`).join('; ') || '—';
}
