import { ALERT_ANNOTATIONS } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

export interface RuleAnnotation {
  name: string;
  example: string;
  about: string;
}

/** What an alert rule can say about its own task. */
export const ruleAnnotations = (): RuleAnnotation[] => [
  {
    name: ALERT_ANNOTATIONS.duration,
    example: '90s',
    about: t('alerts.annotations.duration', 'How long its task profiles; 1 s to 1 h'),
  },
  {
    name: ALERT_ANNOTATIONS.events,
    example: 'on-cpu,off-cpu',
    about: t('alerts.annotations.events', 'What is sampled'),
  },
  {
    name: ALERT_ANNOTATIONS.frequency,
    example: '199',
    about: t('alerts.annotations.frequency', 'Samples a second of CPU time'),
  },
  {
    name: ALERT_ANNOTATIONS.selector,
    example: 'service_name="checkout",pod=~"checkout-.*"',
    about: t('alerts.annotations.selector', 'Which processes, instead of what the labels say'),
  },
];
