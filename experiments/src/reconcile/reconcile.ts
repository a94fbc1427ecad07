import type { CategoryChange, Estimate, Reconciliation } from '@meshprof/contracts';
import { percentText, signedAmount } from '../verdict/percent-text.ts';

/** Part of the measured difference that direct and indirect cost together may miss. */
export const RECONCILES_WITHIN = 0.2;

/**
 * Whether the parts make up the whole. The whole is measured by the kernel's CPU clocks in the measured windows; the parts
 * are summed from the samples of the profile windows, direct and indirect alike, so that what is missing shows.
 * @returns null without profiles
 */
export function reconcile(
  changes: readonly CategoryChange[],
  { baseline, variant }: { readonly baseline: Estimate; readonly variant: Estimate }
): Reconciliation | null {
  if (changes.length === 0) return null;
  const directUs = sumOf(changes.filter(({ direct }) => direct));
  const indirectUs = sumOf(changes.filter(({ direct }) => !direct));
  const measuredUs = variant.estimate - baseline.estimate;
  const parts = { measuredUs, directUs, indirectUs };
  if (isTooSmall(variant)) {
    const sentence = `The measured difference, ${us(measuredUs)}, is not told from none, so there is nothing to take apart.`;
    return { ...parts, offByPercent: null, reconciles: false, sentence };
  }
  const off = (directUs + indirectUs) / measuredUs - 1;
  const reconciles = Math.abs(off) <= RECONCILES_WITHIN;
  const sentence = `${partsText(parts)}${reconciles ? '.' : offText(parts, off, measuredInterval(baseline, variant))}`;
  return { ...parts, offByPercent: 100 * off, reconciles, sentence };
}

/** An interval with 0 in it leaves the sign open, and the ratio to it says nothing. */
function isTooSmall({ changeLowPercent: low, changeHighPercent: high }: Estimate): boolean {
  return low === null || high === null || (low <= 0 && high >= 0);
}

type Parts = Pick<Reconciliation, 'measuredUs' | 'directUs' | 'indirectUs'>;

interface Limits {
  readonly lowUs: number;
  readonly highUs: number;
}

function measuredInterval(baseline: Estimate, { changeLowPercent: low, changeHighPercent: high }: Estimate): Limits {
  return { lowUs: (baseline.estimate * (low ?? 0)) / 100, highUs: (baseline.estimate * (high ?? 0)) / 100 };
}

function partsText({ measuredUs, directUs, indirectUs }: Parts): string {
  return `${us(directUs)} direct and ${us(indirectUs)} indirect make ${us(directUs + indirectUs)} of ${us(measuredUs)} measured`;
}

function offText({ directUs, indirectUs }: Parts, off: number, { lowUs, highUs }: Limits): string {
  const missing = `: ${percentText(100 * Math.abs(off))} % too ${off < 0 ? 'little' : 'much'}`;
  const sum = directUs + indirectUs;
  return lowUs <= sum && sum <= highUs
    ? `${missing}, but within the interval of what was measured, ${us(lowUs)} to ${us(highUs)}: more blocks would tell.`
    : `${missing}, so the categories do not explain this difference. Longer profile windows bring them closer.`;
}

function us(amount: number): string {
  return `${signedAmount(amount).replace('+', '')} µs`;
}

function sumOf(changes: readonly CategoryChange[]): number {
  return changes.reduce((sum, { changeUs }) => sum + changeUs, 0);
}
