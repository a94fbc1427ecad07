import type { Experiment } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

/** Whether the proxy has the configuration of before. */
export interface ConfigurationState {
  kind: 'untouched' | 'changed' | 'coming-back' | 'back' | 'not-proven';
  title: string;
  text: string;
}

type Known = Pick<Experiment, 'state' | 'progress' | 'report' | 'startUnixMs' | 'detail'>;

/** What to say about the thing that matters most to whoever owns the proxy. */
export function configurationState({ state, progress, report, startUnixMs, detail }: Known): ConfigurationState {
  switch (state) {
    case 'draft':
    case 'approved':
    case 'preflight':
      return untouched();
    case 'a-a':
      return {
        kind: 'changed',
        title: t('experiment.configuration.baseline', 'The proxy has the baseline’s settings'),
        text: t('experiment.configuration.baseline-text', 'It is measured against itself. {{promise}}', promise()),
      };
    case 'running':
      return {
        kind: 'changed',
        title: progress
          ? t('experiment.configuration.variant', 'The proxy has the settings of “{{variant}}”', progress)
          : t('experiment.configuration.changed', 'The proxy’s settings are being changed'),
        text: promise().promise,
      };
    case 'restoring':
    case 'verifying':
      return {
        kind: 'coming-back',
        title: t('experiment.configuration.coming-back', 'The original configuration is being put back'),
        text: t(
          'experiment.configuration.coming-back-text',
          'Then the proxy is asked for its whole configuration, whose hash must be the one of before.'
        ),
      };
    case 'paused':
    case 'analysing':
      return back(undefined);
    case 'done':
    case 'inconclusive':
      return report && !report.restored.proven ? notProven(detail) : back(report);
    case 'aborted':
      return startUnixMs === undefined
        ? untouched()
        : report && !report.restored.proven
          ? notProven(detail)
          : back(report);
    case 'restore-failed':
      return notProven(detail);
  }
}

const promise = () => ({
  promise: t(
    'experiment.configuration.promise',
    'The original comes back at the end, on pause or abort, when a guard trips, and when the agent is cut off.'
  ),
});

const untouched = (): ConfigurationState => ({
  kind: 'untouched',
  title: t('experiment.configuration.untouched', 'Nothing was changed'),
  text: t('experiment.configuration.untouched-text', 'The proxy has the configuration that it had.'),
});

const back = (report: Experiment['report']): ConfigurationState => ({
  kind: 'back',
  title: t('experiment.configuration.back', 'The original configuration is back'),
  text: report
    ? t(
        'experiment.configuration.back-hash',
        'Proven by the proxy itself: the hash of its configuration is {{hash}}, as before.',
        { hash: report.restored.hashAfter.slice(0, 12) }
      )
    : t('experiment.configuration.back-text', 'Proven by the hash of the proxy’s own configuration.'),
});

const notProven = (detail: string | undefined): ConfigurationState => ({
  kind: 'not-proven',
  title: t('experiment.configuration.not-proven', 'The original configuration is not proven to be back'),
  text: [
    detail,
    t(
      'experiment.configuration.not-proven-text',
      'Look at the proxy now: compare its config_dump with what you deploy, and apply it again. The journal on its node has what it was before.'
    ),
  ]
    .filter(Boolean)
    .join(' '),
});
