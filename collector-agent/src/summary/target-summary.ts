import { SUMMARY_LIMITS, type StallSummary, type TargetSummary, type WakerSummary } from '@meshprof/contracts';
import type { SessionTotals } from '@meshprof/native';
import { cleanText } from '../profile/clean-text.ts';
import type { ProcessProfile } from '../profile/process-profile.ts';
import { WaitCostSums } from './cost-shares.ts';
import { StallCauses, summarizeStalls } from './stall-summary.ts';
import { summarizeWakers } from './waker-summary.ts';

export interface SummaryOptions {
  readonly wakers: boolean;
  readonly stalls: boolean;
}

/**
 * Collects, window by window, what a task's session tells the controller beside its profiles. Its size is bounded
 * whatever the target is called: a report that the controller refuses would never end the task.
 */
export class TargetSummaryBuilder {
  readonly #waits = new WaitCostSums();
  readonly #stalls = new StallCauses();

  add(profile: ProcessProfile): void {
    this.#waits.add(profile);
    this.#stalls.add(profile);
  }

  build(totals: SessionTotals, options: SummaryOptions): TargetSummary {
    const { switches, effectiveSwitchSamples } = totals.offCpuEstimated;
    const shares = Object.entries(this.#waits.costs()).map(([costCategory, { timeNs, low, high }]) => ({
      costCategory,
      timeNs,
      low,
      high,
    }));
    return {
      sampledSwitches: Number(switches),
      effectiveSwitchSamples,
      waitShares: shares.slice(0, SUMMARY_LIMITS.costs),
      ...(options.wakers && wakersWithin(summarizeWakers(totals.wakers))),
      ...(options.stalls && {
        stalls: summarizeStalls(totals.stalls, this.#stalls).slice(0, SUMMARY_LIMITS.stalls).map(shortStall),
      }),
    };
  }
}

function wakersWithin(all: readonly WakerSummary[]): Pick<TargetSummary, 'wakers' | 'wakersLeftOut'> {
  const wakers = all.slice(0, SUMMARY_LIMITS.wakers).map(shortWaker);
  const rest = all.slice(SUMMARY_LIMITS.wakers);
  if (rest.length === 0) return { wakers };
  const sum = (value: (row: WakerSummary) => number): number => rest.reduce((total, row) => total + value(row), 0);
  return {
    wakers,
    wakersLeftOut: { rows: rest.length, waits: sum((row) => row.waits), timeNs: sum((row) => row.timeNs) },
  };
}

const short = (text: string): string => cleanText(text, SUMMARY_LIMITS.textBytes);

function shortWaker({ process, ...row }: WakerSummary): WakerSummary {
  return { ...row, ...(process !== undefined && { process: short(process) }) };
}

/** Of a long path the end tells most. */
function shortStall({ mostlyIn, thread, ...row }: StallSummary): StallSummary {
  return {
    ...row,
    thread: short(thread),
    ...(mostlyIn !== undefined && {
      mostlyIn: { path: mostlyIn.path.slice(-SUMMARY_LIMITS.pathFrames).map(short), timeNs: mostlyIn.timeNs },
    }),
  };
}
