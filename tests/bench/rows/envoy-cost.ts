import type { BenchContext, BenchRow } from '../bench-row.ts';
import { interleaved, type Measured, paired, type Variant } from '../interleaved.ts';
import { formatEstimate, median, medianWithInterval, quantile } from '../statistics.ts';
import { anchorTools, attach, ownTools, type Tool } from '../subjects/attached-tool.ts';
import { startEnvoyMesh } from '../subjects/envoy-mesh.ts';
import { runLoad, runTimedLoad } from '../subjects/h2load.ts';
import type { LoadedServer } from '../subjects/loaded-server.ts';

/** Envoy's one worker has a CPU of its own; load, upstream, span sink and the profiler share the other. */
const [ENVOY_CPU, OTHERS_CPU] = [1, 0];
const ROUNDS = 8;
const SECONDS = 6;
const WARM_UP_SECONDS = 5;
/** About half of what saturates Envoy on the reference machine. */
const FIXED_REQUESTS_PER_SECOND = 2_000;

const BASE = 'none';
const TOOLS: readonly Tool[] = [
  ownTools.onAndOffCpu,
  anchorTools.perfFramePointers,
  anchorTools.perfDwarf,
  anchorTools.offcputime,
];

interface Served {
  readonly requestsPerSecond: number;
  readonly p99Us: number;
}

/** Requests a second that a saturated Envoy loses while it is profiled, and what is added to its latency at a fixed rate. */
export async function envoyCost(context: BenchContext): Promise<BenchRow[]> {
  const [rounds, seconds] = context.quick ? [1, 1] : [ROUNDS, SECONDS];
  const tools = context.quick ? TOOLS.slice(0, 1) : TOOLS;
  const measured = await measureAll(tools, rounds, seconds, context);
  const base = (value: (served: Served) => number) => median(measured.get(BASE)!.values.map(value)).toFixed(0);
  const rowOf = (compare: Compare) => ({
    got: textOf(measured, ownTools.onAndOffCpu.name, compare),
    anchors:
      tools
        .filter(({ isOurs }) => !isOurs)
        .map(({ name }) => `${name}: ${textOf(measured, name, compare)}`)
        .join('; ') || '—',
    how: `${rounds} interleaved rounds of ${seconds} s beside none; median of the differences in a round (95 % bootstrap interval)`,
  });
  return [
    {
      what: `Saturated demo Envoy (one worker, ${base((served) => served.requestsPerSecond)} requests/s): throughput lost on and off CPU at 99 Hz`,
      goal: '≤ 1 %',
      ...rowOf((served, before) => (1 - served.requestsPerSecond / before.requestsPerSecond) * 100),
    },
    {
      what: `Demo Envoy at ${FIXED_REQUESTS_PER_SECOND} requests/s: added to the 99th percentile of latency (${base((served) => served.p99Us)} µs), on and off CPU at 99 Hz`,
      goal: '≤ 2 %',
      ...rowOf((served, before) => (served.p99Us / before.p99Us - 1) * 100),
    },
  ];
}

async function serve({ load }: LoadedServer, seconds: number): Promise<Served> {
  const { requestsPerSecond } = await runLoad({ ...load, seconds, cpu: OTHERS_CPU });
  const fixed = { requestsPerSecond: FIXED_REQUESTS_PER_SECOND, cpu: OTHERS_CPU };
  const { latenciesUs, succeeded } = await runTimedLoad({ ...load, seconds, ...fixed });
  // A load that could not be kept up would compare latencies of different loads.
  const asked = FIXED_REQUESTS_PER_SECOND * seconds;
  if (succeeded < asked * 0.9) throw new Error(`only ${succeeded} of ${asked} requests were answered`);
  return { requestsPerSecond, p99Us: quantile(latenciesUs, 0.99) };
}

async function measureAll(
  tools: readonly Tool[],
  rounds: number,
  seconds: number,
  { say }: BenchContext
): Promise<Measured<Served>> {
  const server = await startEnvoyMesh({ variant: 'HTTP/1', pin: [ENVOY_CPU, OTHERS_CPU] });
  try {
    // Connections, caches and the allocator's arenas come with the first requests.
    await runLoad({ ...server.load, seconds: Math.min(seconds, WARM_UP_SECONDS), cpu: OTHERS_CPU });
    const variants: Variant<Served>[] = [
      { name: BASE, measure: () => serve(server, seconds) },
      ...tools.map((tool) => ({
        name: tool.name,
        measure: async () => {
          const attached = await attach(tool, server.pid, OTHERS_CPU);
          try {
            return await serve(server, seconds);
          } finally {
            await attached.stop();
          }
        },
      })),
    ];
    return await interleaved(variants, rounds, { say, title: 'throughput and latency of Envoy' });
  } finally {
    await server.stop();
  }
}

type Compare = (served: Served, before: Served) => number;

function textOf(measured: Measured<Served>, name: string, compare: Compare): string {
  const error = measured.get(name)!.error ?? measured.get(BASE)!.error;
  if (error !== undefined) return `“${error}”`;
  return `${formatEstimate(medianWithInterval(paired(measured, name, BASE, compare)), 1)} %`;
}
