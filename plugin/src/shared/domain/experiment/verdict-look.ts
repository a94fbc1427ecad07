import type { Verdict } from '@meshprof/contracts';
import { t } from '../t';
import type { StateLook } from '../task-state-look';

const LOOKS: Record<Verdict, () => StateLook> = {
  costs: () => ({
    text: t('verdict.costs.name', 'Costs'),
    color: 'orange',
    icon: 'arrow-up',
    meaning: t(
      'verdict.costs.meaning',
      'It needs more CPU per request than the baseline, by more than chance explains.'
    ),
  }),
  saves: () => ({
    text: t('verdict.saves.name', 'Saves'),
    color: 'blue',
    icon: 'arrow-down',
    meaning: t(
      'verdict.saves.meaning',
      'It needs less CPU per request than the baseline, by more than chance explains.'
    ),
  }),
  'no material cost': () => ({
    text: t('verdict.no-material-cost.name', 'No material cost'),
    color: 'green',
    icon: 'check',
    meaning: t('verdict.no-material-cost.meaning', 'Whatever difference there is lies within the minimum effect.'),
  }),
  inconclusive: () => ({
    text: t('verdict.inconclusive.name', 'Inconclusive'),
    color: 'darkgrey',
    icon: 'question-circle',
    meaning: t('verdict.inconclusive.meaning', 'The measurements allow no answer; the reason says why.'),
  }),
};

export const lookOfVerdict = (verdict: Verdict): StateLook => LOOKS[verdict]();
