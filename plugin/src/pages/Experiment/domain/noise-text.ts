import type { ExperimentNoise } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

/** How much equal measurements differ on this machine, and what can be found in that. */
export function noiseText({ aaSlots, sdPercent, detectablePercent }: ExperimentNoise): string {
  const noise =
    sdPercent === null
      ? t('experiment.noise.unknown', 'Not measured yet.')
      : t('experiment.noise.sd', 'Equal measurements differ by {{sd}} % (standard deviation, {{slots}} A/A slots).', {
          sd: sdPercent.toFixed(1),
          slots: aaSlots,
        });
  const found =
    detectablePercent === null
      ? t('experiment.noise.too-few', 'Too few blocks to find an effect with confidence.')
      : t('experiment.noise.detectable', 'Effects of {{percent}} % are found with 80 % power.', {
          percent: detectablePercent.toFixed(1),
        });
  return `${noise} ${found}`;
}
