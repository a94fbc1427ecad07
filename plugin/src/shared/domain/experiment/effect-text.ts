import type { Estimate } from '@meshprof/contracts';
import { t } from '../t';

const MINUS = '−';
const digitsOf = (percent: number) => (Math.abs(percent) >= 100 ? 0 : 1);

/** +62.4 %, −3.1 %, 0.0 %; three digits where there are hundreds. */
export function signedPercent(percent: number): string {
  const text = Math.abs(percent).toFixed(digitsOf(percent));
  const sign = Number(text) === 0 ? '' : percent > 0 ? '+' : MINUS;
  return `${sign}${text} %`;
}

export interface Effect {
  estimate: number;
  low: number;
  high: number;
}

/** Of a variant against the baseline, in percent; undefined for the baseline, and as long as nothing is known. */
export const effectOf = ({ changePercent, changeLowPercent, changeHighPercent }: Estimate): Effect | undefined =>
  changePercent === null || changeLowPercent === null || changeHighPercent === null
    ? undefined
    : { estimate: changePercent, low: changeLowPercent, high: changeHighPercent };

/** −3.1 % to +1.2 % */
export const intervalText = ({ low, high }: Pick<Effect, 'low' | 'high'>): string =>
  t('experiment-effect.interval', '{{low}} to {{high}}', { low: signedPercent(low), high: signedPercent(high) });

/** Microseconds with the digits that matter: 163, 16.3, 1.63, and +/− where it is a change. */
export function microseconds(us: number, { signed = false } = {}): string {
  const size = Math.abs(us);
  const text = size.toFixed(size >= 100 ? 0 : size >= 10 ? 1 : 2);
  const isZero = Number(text) === 0;
  const sign = us < 0 && !isZero ? MINUS : signed && !isZero ? '+' : '';
  return `${sign}${text} µs`;
}
