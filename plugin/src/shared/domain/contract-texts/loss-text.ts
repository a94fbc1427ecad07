import { type Loss, lossOf } from '@meshprof/contracts';
import { contractText } from './contract-text';

export type LossText = Record<keyof Loss, string>;

/** Undefined for a loss that a newer agent counts. */
export function lossText(id: string): LossText | undefined {
  const loss = lossOf(id);
  return (
    loss && {
      title: contractText('loss', id, 'title', loss.title),
      sentence: contractText('loss', id, 'sentence', loss.sentence),
      remedy: contractText('loss', id, 'remedy', loss.remedy),
      unit: contractText('loss-unit', loss.unit, 'plural', loss.unit),
    }
  );
}
