import { lossText } from './contract-texts/loss-text';
import { formatCount } from './format-amount';
import { t } from './t';

export interface LossRow {
  id: string;
  title: string;
  /** "12 switches" */
  amount: string;
  sentence: string;
  remedy: string;
}

/** Counters by cause in words, the largest first. */
export const lossRows = (lostByCause: Readonly<Record<string, number>>): LossRow[] =>
  Object.entries(lostByCause)
    .filter(([, count]) => count > 0)
    .sort(([, a], [, b]) => b - a)
    .map(([id, count]) => {
      const loss = lossText(id);
      return {
        id,
        title: loss?.title ?? id,
        amount: `${formatCount(count)} ${loss?.unit ?? ''}`.trim(),
        sentence:
          loss?.sentence ?? t('task.losses.unknown', 'A newer agent counts this; the app does not know it yet.'),
        remedy: loss?.remedy ?? t('task.losses.update', 'Update the app.'),
      };
    });
