import type { Estimate } from '@meshprof/contracts';

export const withSign = (value: number, digits = 1): string => `${value > 0 ? '+' : ''}${value.toFixed(digits)}`;

/** `5,712 (5,650–5,770)` */
export function estimateText({ estimate, low, high }: Pick<Estimate, 'estimate' | 'low' | 'high'>, digits = 0): string {
  const text = (value: number) =>
    value.toLocaleString('en-US', { minimumFractionDigits: digits, maximumFractionDigits: digits });
  return `${text(estimate)} (${text(low)}–${text(high)})`;
}

/** `+42.1 % (+39.0 to +45.2)`; of the baseline a dash. */
export function changeText({ changePercent, changeLowPercent, changeHighPercent }: Estimate): string {
  if (changePercent === null) return '–';
  if (changeLowPercent === null || changeHighPercent === null) return `${withSign(changePercent)} %`;
  return `${withSign(changePercent)} % (${withSign(changeLowPercent)} to ${withSign(changeHighPercent)})`;
}

/** `16.1 % (15.0–17.2)` */
export function shareText(share: { share: number; low: number; high: number } | undefined): string {
  if (share === undefined) return 'no profile';
  const percent = (value: number) => (value * 100).toFixed(1);
  return `${percent(share.share)} % (${percent(share.low)}–${percent(share.high)})`;
}

export function pValueText(value: number | null): string {
  if (value === null) return '–';
  return value < 0.001 ? '< 0.001' : value.toFixed(3);
}

export const percentText = (value: number | null): string => (value === null ? 'unknown' : `${value.toFixed(1)} %`);
