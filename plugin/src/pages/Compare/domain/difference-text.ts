import { formatCount, formatShare } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import type { DifferenceRow } from './cost-differences';

/** 0.0321 → "+3.2 pp": points, because "% more" would be read as a change of the share itself. */
export function formatPoints(difference: number): string {
  const points = Math.abs(difference * 100);
  if (points === 0) {
    return '0 pp';
  }
  const sign = difference > 0 ? '+' : '−';
  return points < 0.05 ? `${sign}<0.1 pp` : `${sign}${points.toFixed(1)} pp`;
}

/** The interval, or why there is none to trust. */
export function intervalText({ low, high, verdict }: DifferenceRow, samples: Array<number | undefined>): string {
  if (verdict === 'not-shown' && samples.length === 2) {
    return t('compare.costs.not-shown', 'no difference shown with {{left}} and {{right}} samples', {
      left: formatCount(samples[0] ?? 0),
      right: formatCount(samples[1] ?? 0),
    });
  }
  if (low === high) {
    return verdict === 'unknown' ? t('compare.costs.unknown', 'not known') : t('compare.costs.exact', 'exact');
  }
  const [from, to] = [formatPoints(low), formatPoints(high)];
  return from === to ? from : t('compare.costs.between', '{{low}} to {{high}}', { low: from, high: to });
}

export const shareText = ({ share }: { share: number }): string => formatShare(share);
