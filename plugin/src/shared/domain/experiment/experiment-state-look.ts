import type { ExperimentState } from '@meshprof/contracts';
import { t } from '../t';
import type { StateLook } from '../task-state-look';

/** Functions, since texts exist only once a language is loaded. */
const LOOKS: Record<ExperimentState, () => StateLook> = {
  draft: () => ({
    text: t('experiment-state.draft.name', 'Waits for approval'),
    color: 'purple',
    icon: 'users-alt',
    meaning: t('experiment-state.draft.meaning', 'A second person must approve it. Nothing is changed until then.'),
  }),
  approved: () => ({
    text: t('experiment-state.approved.name', 'Queued'),
    color: 'purple',
    icon: 'clock-nine',
    meaning: t('experiment-state.approved.meaning', 'Waits for the experiment agent of its node to take it.'),
  }),
  preflight: () => ({
    text: t('experiment-state.preflight.name', 'Preflight'),
    color: 'blue',
    icon: 'check-circle',
    meaning: t(
      'experiment-state.preflight.meaning',
      'The agent looks for whatever would falsify it. Nothing is changed.'
    ),
  }),
  'a-a': () => ({
    text: t('experiment-state.a-a.name', 'Measuring noise'),
    color: 'blue',
    icon: 'exchange-alt',
    meaning: t(
      'experiment-state.a-a.meaning',
      'The baseline against itself: how much two equal measurements differ on this machine.'
    ),
  }),
  running: () => ({
    text: t('experiment-state.running.name', 'Running'),
    color: 'blue',
    icon: 'record-audio',
    meaning: t('experiment-state.running.meaning', 'Variants take turns on the proxy and are measured.'),
  }),
  paused: () => ({
    text: t('experiment-state.paused.name', 'Paused'),
    color: 'orange',
    icon: 'pause',
    meaning: t('experiment-state.paused.meaning', 'Between two slots, with the original configuration back.'),
  }),
  restoring: () => ({
    text: t('experiment-state.restoring.name', 'Restoring'),
    color: 'blue',
    icon: 'history',
    meaning: t('experiment-state.restoring.meaning', 'The original configuration is being put back.'),
  }),
  verifying: () => ({
    text: t('experiment-state.verifying.name', 'Verifying'),
    color: 'blue',
    icon: 'shield',
    meaning: t(
      'experiment-state.verifying.meaning',
      'The proxy is asked whether its configuration is the one of before, by hash.'
    ),
  }),
  analysing: () => ({
    text: t('experiment-state.analysing.name', 'Analysing'),
    color: 'blue',
    icon: 'calculator-alt',
    meaning: t('experiment-state.analysing.meaning', 'All is measured and put back; the report is being made.'),
  }),
  done: () => ({
    text: t('experiment-state.done.name', 'Done'),
    color: 'green',
    icon: 'check',
    meaning: t('experiment-state.done.meaning', 'It ran as planned, has a result, and the configuration is back.'),
  }),
  inconclusive: () => ({
    text: t('experiment-state.inconclusive.name', 'Inconclusive'),
    color: 'darkgrey',
    icon: 'question-circle',
    meaning: t(
      'experiment-state.inconclusive.meaning',
      'It ran to its end, but no variant can be told from the baseline with confidence. The configuration is back.'
    ),
  }),
  aborted: () => ({
    text: t('experiment-state.aborted.name', 'Aborted'),
    color: 'orange',
    icon: 'ban',
    meaning: t('experiment-state.aborted.meaning', 'It ended before its plan; the original configuration is back.'),
  }),
  'restore-failed': () => ({
    text: t('experiment-state.restore-failed.name', 'Not restored'),
    color: 'red',
    icon: 'exclamation-circle',
    meaning: t(
      'experiment-state.restore-failed.meaning',
      'The configuration of the proxy is not proven to be the one of before. Somebody must look at it now.'
    ),
  }),
};

export const lookOfExperimentState = (state: ExperimentState): StateLook => LOOKS[state]();
