import type { Verdict } from '@meshprof/contracts';
import { blocksNeeded, SIGNIFICANCE_LEVEL } from '../statistics/blocks-needed.ts';
import type { Ending } from '../report/analysis.ts';
import { earlyLooks } from './look.ts';
import { intervalText, signedPercent } from './percent-text.ts';
import { type Attempts, MOST_VOID_DIFFERENCE, voidShare } from './void-shares.ts';

/** All that a verdict on one variant rests on. Changes are of CPU per request against the baseline. */
export interface Evidence {
  readonly indicative: boolean;
  readonly ending: Ending;
  readonly blocks: number;
  readonly plannedBlocks: number;
  /** Variants that are compared with the baseline. */
  readonly comparisons: number;
  readonly minEffectPercent: number;
  readonly changePercent: number;
  readonly changeLowPercent: number;
  readonly changeHighPercent: number;
  /** Corrected for comparisons and looks. */
  readonly pValue: number;
  /** Slots that count although the proxy did not show the variant's value. */
  readonly unprovenSlots: number;
  readonly attempts: Attempts;
  readonly baselineAttempts: Attempts;
}

export interface Judgement {
  readonly verdict: Verdict;
  /** One or two sentences: why this verdict and no other. */
  readonly reason: string;
}

type Rule = (evidence: Evidence) => Judgement | undefined;

/** The order of precedence (decision 0037): what forbids a result, then what is too small to matter, then the test. */
const RULES: readonly Rule[] = [
  indicativeOnly,
  treatmentNotProven,
  notEnded,
  tooFewBlocks,
  unequalVoidShares,
  noMaterialCost,
  costsOrSaves,
];

export function judge(evidence: Evidence): Judgement {
  for (const rule of RULES) {
    const judgement = rule(evidence);
    if (judgement) return judgement;
  }
  return undecided(evidence);
}

const inconclusive = (reason: string): Judgement => ({ verdict: 'inconclusive', reason });

function indicativeOnly({ indicative, blocks }: Evidence): Judgement | undefined {
  return indicative
    ? inconclusive(`An indicative run of ${count(blocks, 'block')} shows where to look; it proves nothing.`)
    : undefined;
}

function treatmentNotProven({ unprovenSlots }: Evidence): Judgement | undefined {
  return unprovenSlots > 0
    ? inconclusive(`In ${count(unprovenSlots, 'slot')} the proxy did not show the value that this variant asks for.`)
    : undefined;
}

function notEnded({ ending, blocks, plannedBlocks }: Evidence): Judgement | undefined {
  return ending === 'unfinished'
    ? inconclusive(
        `${blocks} of ${count(plannedBlocks, 'block')} are complete; results hold at the end of the plan only.`
      )
    : undefined;
}

function tooFewBlocks({ blocks, comparisons }: Evidence): Judgement | undefined {
  const needed = blocksNeeded(comparisons);
  return blocks < needed
    ? inconclusive(`${count(comparisons, 'comparison')} need ${needed} blocks for a result, and there are ${blocks}.`)
    : undefined;
}

function unequalVoidShares({ attempts, baselineAttempts }: Evidence): Judgement | undefined {
  if (Math.abs(voidShare(attempts) - voidShare(baselineAttempts)) <= MOST_VOID_DIFFERENCE) return undefined;
  const share = (of: Attempts) => `${of.void} of ${of.all}`;
  return inconclusive(
    `${share(attempts)} slots of this variant were void and ${share(baselineAttempts)} of the baseline: those that are left are a choice, not a sample.`
  );
}

/** Equivalence: the whole 95 % interval lies within the minimum effect (stricter than two one-sided tests at 5 %). */
function noMaterialCost(evidence: Evidence): Judgement | undefined {
  const { changeLowPercent: low, changeHighPercent: high, minEffectPercent } = evidence;
  if (low < -minEffectPercent || high > minEffectPercent) return undefined;
  return {
    verdict: 'no material cost',
    reason: `The whole interval, ${intervalText(low, high)}, lies within the minimum effect of ${minEffectPercent} %.`,
  };
}

function costsOrSaves(evidence: Evidence): Judgement | undefined {
  const { changePercent, changeLowPercent: low, changeHighPercent: high, pValue, minEffectPercent } = evidence;
  const excludesZero = low > 0 || high < 0;
  if (!excludesZero || pValue > SIGNIFICANCE_LEVEL) return undefined;
  const nearest = Math.min(Math.abs(low), Math.abs(high));
  const caution = nearest < minEffectPercent ? ` It may be less than the minimum effect of ${minEffectPercent} %.` : '';
  const numbers = `${signedPercent(changePercent)} CPU per request (${intervalText(low, high)}), ${pText(pValue)}`;
  return { verdict: changePercent > 0 ? 'costs' : 'saves', reason: `${numbers}.${caution}` };
}

function undecided(evidence: Evidence): Judgement {
  const { changeLowPercent: low, changeHighPercent: high, pValue, minEffectPercent } = evidence;
  const why =
    low > 0 || high < 0
      ? `leaves 0 out, but not after correction for ${correctedFor(evidence)} (${pText(pValue)})`
      : `holds 0 and reaches beyond the minimum effect of ${minEffectPercent} %`;
  return inconclusive(`The interval, ${intervalText(low, high)}, ${why}. More blocks or longer windows narrow it.`);
}

function correctedFor({ comparisons, plannedBlocks }: Evidence): string {
  const looks = earlyLooks(plannedBlocks).length;
  return [count(comparisons, 'comparison'), ...(looks > 0 ? [count(looks, 'early look')] : [])].join(' and ');
}

function pText(pValue: number): string {
  return pValue < 0.0001 ? 'p < 0.0001' : `p = ${Number(pValue.toPrecision(2))}`;
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
