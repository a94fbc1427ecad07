import { type StallSummary, WAIT_CLASSES, type WakerSummary } from '@meshprof/contracts';
import type { SessionTotals, ThreadTotals } from '@meshprof/native';
import type { ProcessProfile } from '../profile/process-profile.ts';
import { type CostTable, type CpuCost, cpuCosts, type WaitCost, waitCosts } from '../summary/cost-shares.ts';
import { StallCauses, summarizeStalls } from '../summary/stall-summary.ts';
import { summarizeWakers } from '../summary/waker-summary.ts';
import { type FrameCounts, profileQuality, type SampleNames, type StackCounts } from './profile-quality.ts';

/**
 * What `record --summary` writes. Several pids are summed. Times are nanoseconds, sizes bytes, stacks and frames
 * weighted by samples; `offCpu.timeNs` is blocked plus runnable time.
 */
export interface Summary {
  readonly durationNs: number;
  /** CPU time of this process, all its threads, from its start on. */
  readonly agentCpuNs: number;
  /** Largest resident size of this process. */
  readonly rssBytes: number;
  readonly bpfMemoryBytes: number;
  readonly threads: readonly ThreadSummary[];
  readonly onCpu: {
    readonly samplesExpected: number;
    readonly samplesKept: number;
    readonly byCostCategory: CostTable<CpuCost>;
    readonly lost: Readonly<Record<string, number>>;
    readonly stacks: StackCounts;
  };
  readonly offCpu: {
    readonly switches: number;
    readonly timeNs: number;
    /** Exact: decided in the kernel for every wait. */
    readonly byWaitClass: Readonly<Record<string, { readonly switches: number; readonly timeNs: number }>>;
    /** Without idle event loops (wait class `poll-idle`). */
    readonly byCostCategory: CostTable<WaitCost>;
    /** Exact; empty without `--wakers`. */
    readonly wakers: readonly WakerSummary[];
    readonly wakersLost: Readonly<Record<string, number>>;
    readonly lost: Readonly<Record<string, number>>;
    readonly stacks: StackCounts;
  };
  readonly pageFaults: {
    readonly minor: number;
    readonly major: number;
    readonly lost: Readonly<Record<string, number>>;
    readonly stacks: StackCounts;
  };
  /** Event loops that did not wait for events for longer than the threshold. */
  readonly loopStalls: readonly StallSummary[];
  readonly loopStallsLost: Readonly<Record<string, number>>;
  readonly frames: FrameCounts;
  /** Distinct frames without a name that they may have, by cause. */
  readonly namesLost: Readonly<Record<string, number>>;
  /** What could not be read of the binaries, a sentence each. */
  readonly problems: readonly string[];
  readonly samples: SampleNames;
}

export interface ThreadSummary {
  readonly tid: number;
  readonly name: string;
  readonly onCpuNs: number;
  readonly runnableNs: number;
  readonly blockedNs: number;
  readonly voluntarySwitches: number;
  readonly involuntarySwitches: number;
}

export interface SummaryInput {
  readonly totals: SessionTotals;
  readonly profiles: readonly ProcessProfile[];
  readonly agentCpuNs: number;
  readonly rssBytes: number;
}

export function summarize({ totals, profiles, agentCpuNs, rssBytes }: SummaryInput): Summary {
  const quality = profileQuality(profiles);
  const stallCauses = new StallCauses();
  for (const profile of profiles) stallCauses.add(profile);
  const waits = totals.waitClasses.filter(({ switches, timeNs }) => switches > 0n || timeNs > 0n);
  return {
    durationNs: safeNumber(totals.durationNs),
    agentCpuNs,
    rssBytes,
    bpfMemoryBytes: totals.bpfMemoryBytes,
    threads: totals.threads.map(threadSummary),
    onCpu: {
      samplesExpected: safeNumber(totals.onCpuExpected),
      samplesKept: safeNumber(totals.onCpuKept),
      byCostCategory: cpuCosts(profiles),
      lost: numbers(totals.onCpuLost),
      stacks: quality.onCpu,
    },
    offCpu: {
      switches: safeNumber(sum(waits.map(({ switches }) => switches))),
      timeNs: safeNumber(sum(waits.map(({ timeNs }) => timeNs))),
      byWaitClass: Object.fromEntries(
        waits.map(({ waitClass, switches, timeNs }) => [
          WAIT_CLASSES[waitClass]?.id ?? 'other',
          { switches: safeNumber(switches), timeNs: safeNumber(timeNs) },
        ])
      ),
      byCostCategory: waitCosts(profiles),
      wakers: summarizeWakers(totals.wakers),
      wakersLost: numbers(totals.wakersLost),
      lost: numbers(totals.offCpuLost),
      stacks: quality.offCpu,
    },
    pageFaults: {
      minor: safeNumber(sum(totals.pageFaults.map(({ minor }) => minor))),
      major: safeNumber(sum(totals.pageFaults.map(({ major }) => major))),
      lost: numbers(totals.pageFaultsLost),
      stacks: quality.pageFaults,
    },
    loopStalls: summarizeStalls(totals.stalls, stallCauses),
    loopStallsLost: numbers(totals.stallsLost),
    frames: quality.frames,
    namesLost: numbers(totals.namesLost),
    problems: totals.problems,
    samples: quality.samples,
  };
}

function threadSummary(thread: ThreadTotals): ThreadSummary {
  return {
    tid: thread.tid,
    name: thread.name,
    onCpuNs: safeNumber(thread.onCpuNs),
    runnableNs: safeNumber(thread.runnableNs),
    blockedNs: safeNumber(thread.blockedNs),
    voluntarySwitches: safeNumber(thread.voluntarySwitches),
    involuntarySwitches: safeNumber(thread.involuntarySwitches),
  };
}

function sum(values: readonly bigint[]): bigint {
  return values.reduce((total, value) => total + value, 0n);
}

function numbers(counters: Readonly<Record<string, bigint>>): Record<string, number> {
  return Object.fromEntries(Object.entries(counters).map(([cause, count]) => [cause, safeNumber(count)]));
}

/** JSON has no larger exact integer than 2^53 − 1: nanoseconds reach it after 104 days of one thread. */
function safeNumber(value: bigint): number {
  const limit = BigInt(Number.MAX_SAFE_INTEGER);
  return Number(value > limit ? limit : value);
}
