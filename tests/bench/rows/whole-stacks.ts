import { setTimeout as sleep } from 'node:timers/promises';
import { type Anchor, type AnchorRun } from '../anchors/anchor.ts';
import { bpftrace } from '../anchors/bpftrace.ts';
import { offcputime } from '../anchors/offcputime.ts';
import { otelProfiler } from '../anchors/otel-profiler.ts';
import { perfDwarf, perfFramePointers } from '../anchors/perf.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { buildCopyComparison, compareWithCopies, type CopyComparison } from '../full-copies.ts';
import { type Observation, type ObservedStack, totalWeight, weightWhere } from '../observed-stack.ts';
import { observe } from '../session-observer.ts';
import { formatShareOf, formatShareOfTime } from '../statistics.ts';
import { startEnvoyMesh } from '../subjects/envoy-mesh.ts';
import { ENVOY_VARIANTS } from '../subjects/envoy-variants.ts';
import type { LoadedServer } from '../subjects/loaded-server.ts';
import { startNginx, startOwnServer } from '../subjects/small-servers.ts';
import { underLoad } from '../subjects/under-load.ts';
import { findThreadEntries, reachesEntry, type ThreadEntries } from '../thread-entries.ts';

/** Enough samples for an interval below one percent in a few seconds. */
const FREQUENCY_HZ = 499;
const SECONDS = 5;
/** Anchors name every frame afterwards, which takes them minutes for long runs. */
const ANCHOR_SECONDS = 2;
/** The OpenTelemetry profiler finds processes by and by. */
const OTEL_LOAD_SECONDS = 25;
const QUICK_SECONDS = 1;

const ANCHORS: readonly Anchor[] = [perfFramePointers, perfDwarf, bpftrace, offcputime];

type Start = () => Promise<LoadedServer | undefined>;

const SUBJECTS: readonly { readonly start: Start; readonly anchors: readonly Anchor[] }[] = [
  ...ENVOY_VARIANTS.map((variant, index) => ({
    start: () => startEnvoyMesh({ variant }),
    // The OpenTelemetry profiler takes that long: not for every variant of the same binary.
    anchors: index === 0 ? [...ANCHORS, otelProfiler] : ANCHORS,
  })),
  { start: startNginx, anchors: [...ANCHORS, otelProfiler] },
  { start: () => startOwnServer('go-http'), anchors: [...ANCHORS, otelProfiler] },
  { start: () => startOwnServer('rust-http'), anchors: ANCHORS },
];

/** Share of all samples whose stack reaches its thread's entry, on and off the CPU, for each server under full load. */
export async function wholeStacks({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const entries = await findThreadEntries();
  await buildCopyComparison();
  const rows: BenchRow[] = [];
  const subjects = quick ? SUBJECTS.slice(-2) : SUBJECTS;
  for (const [index, { start, anchors }] of subjects.entries()) {
    const server = await start();
    if (server === undefined) continue;
    try {
      say(`whole stacks: ${server.name} (${index + 1} of ${subjects.length})`);
      rows.push(...(await rowsOf(server, quick ? [] : anchors, entries, quick)));
    } finally {
      await server.stop();
    }
  }
  return rows;
}

async function rowsOf(
  server: LoadedServer,
  anchors: readonly Anchor[],
  entries: ThreadEntries,
  quick: boolean
): Promise<BenchRow[]> {
  const seconds = quick ? QUICK_SECONDS : SECONDS;
  const ours = await underLoad(server, seconds, () =>
    observe({
      pids: [server.pid],
      events: ['on-cpu', 'off-cpu'],
      frequencyHz: FREQUENCY_HZ,
      until: () => sleep(seconds * 1000),
    })
  );
  const copies = await underLoad(server, seconds, () => compareWithCopies(server.pid, seconds, FREQUENCY_HZ));
  const answers = new Map<string, { onCpu: string; offCpu: string }>();
  for (const anchor of anchors) {
    const asked: AnchorRun = { pid: server.pid, seconds: ANCHOR_SECONDS, frequencyHz: FREQUENCY_HZ };
    // perf watches one event after the other.
    const loadSeconds = anchor === otelProfiler ? OTEL_LOAD_SECONDS : ANCHOR_SECONDS * 2;
    const result = await underLoad(server, loadSeconds, () => anchor.observe(asked));
    const share = (stacks?: readonly ObservedStack[], format = formatShareOf) =>
      stacks === undefined ? '' : shareText(stacks, entries, format);
    const offCpuShare = ({ offCpu, isOffCpuByTime }: Observation) =>
      share(offCpu, isOffCpuByTime ? formatShareOfTime : formatShareOf);
    answers.set(
      anchor.name,
      result.ok
        ? { onCpu: share(result.observation.onCpu), offCpu: offCpuShare(result.observation) || noteOf(result.note) }
        : { onCpu: `“${result.error}”`, offCpu: '' }
    );
  }
  const anchorText = (event: 'onCpu' | 'offCpu') =>
    [...answers].flatMap(([name, texts]) => (texts[event] === '' ? [] : [`${name}: ${texts[event]}`])).join('; ');
  return (['onCpu', 'offCpu'] as const).map((event) => ({
    what: `${server.name}, ${event === 'onCpu' ? 'on' : 'off'} CPU: stacks that reach the thread's entry, of all samples; stacks equal to full copies`,
    goal: '≥ 99 %',
    got: `${ownText(ours[event] ?? [], entries)}; ${exactText(copies[event])}`,
    anchors: anchorText(event) || '—',
    how: `${seconds} s at ${FREQUENCY_HZ} Hz under full load (anchors ${ANCHOR_SECONDS} s each), judged by address for all alike; full copies are other samples of the same load; share (95 % interval; samples)`,
  }));
}

function exactText(comparison: CopyComparison | undefined): string {
  if (comparison === undefined) return 'no full copy to compare with';
  const { exact, wholeCopies, partialCopies } = comparison;
  const equal = `equal to full copies: ${formatShareOf(exact, wholeCopies)}`;
  return partialCopies > 0 ? `${equal}; ${partialCopies} more copies do not reach the entry by themselves` : equal;
}

/** An anchor's remark on the event that it did not deliver. */
const noteOf = (note?: string) => (note?.startsWith('off CPU: ') ? `“${note.slice('off CPU: '.length)}”` : '');

function shareText(
  stacks: readonly ObservedStack[],
  entries: ThreadEntries,
  format: (hits: number, total: number) => string = formatShareOf
): string {
  return format(
    weightWhere(stacks, ({ frames }) => reachesEntry(frames, entries)),
    totalWeight(stacks)
  );
}

/** Also where the engine's own word differs from the outside judgement: a stack that only claims to be whole is worse. */
function ownText(stacks: readonly ObservedStack[], entries: ThreadEntries): string {
  const isWhole = ({ frames }: ObservedStack) => reachesEntry(frames, entries);
  const falseClaims = weightWhere(stacks, (stack) => stack.claimedComplete === true && !isWhole(stack));
  const unsampled = weightWhere(stacks, ({ frames }) => frames.length === 0);
  const remarks = [
    ...(falseClaims > 0 ? [`${formatShareOf(falseClaims, totalWeight(stacks))} claim it and do not`] : []),
    ...(unsampled > 0 ? [`${formatShareOf(unsampled, totalWeight(stacks))} without a user stack`] : []),
  ];
  return [shareText(stacks, entries), ...remarks].join('; ');
}
