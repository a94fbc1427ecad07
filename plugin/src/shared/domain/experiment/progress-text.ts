import type { ExperimentProgress, SlotStep } from '@meshprof/contracts';
import { formatDuration } from '../format-amount';
import { t } from '../t';

/** Titles of the steps of a slot. */
export const stepTitles = (): Record<SlotStep, string> => ({
  apply: t('experiment-step.apply', 'Apply'),
  converge: t('experiment-step.converge', 'Converge'),
  drain: t('experiment-step.drain', 'Drain'),
  warm: t('experiment-step.warm', 'Warm up'),
  measure: t('experiment-step.measure', 'Measure'),
  profile: t('experiment-step.profile', 'Profile'),
});

/** 0 to 1 of the blocks that decide; those of the noise before them count as none. */
export const shareDone = ({ phase, block, blocks, slot, slots }: ExperimentProgress): number =>
  phase === 'a-a' || blocks === 0 ? 0 : Math.min(1, (block + (slots > 0 ? slot / slots : 0)) / blocks);

/** Where a run is. Blocks and slots count from 0 in the contract, and from 1 for people. */
export function progressText({ phase, block, blocks, slot, slots, variant, step }: ExperimentProgress): string {
  const place = { block: block + 1, blocks, slot: slot + 1, slots, variant, step: stepTitles()[step] };
  return phase === 'a-a'
    ? t(
        'experiment-progress.a-a',
        'Noise, block {{block}} of {{blocks}} · slot {{slot}} of {{slots}} · {{variant}} · {{step}}',
        place
      )
    : t(
        'experiment-progress.variants',
        'Block {{block}} of {{blocks}} · slot {{slot}} of {{slots}} · {{variant}} · {{step}}',
        place
      );
}

/** Rounded to what an estimate is worth. */
export function timeLeftText(leftMs: number): string {
  const unitMs = leftMs < 60_000 ? 5_000 : 60_000;
  return t('experiment-progress.left', 'about {{time}} left', {
    time: formatDuration(Math.max(unitMs, Math.round(leftMs / unitMs) * unitMs)),
  });
}
