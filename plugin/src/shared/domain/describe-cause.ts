import { NODE_METRICS, type TaskCause, type TaskOrigin } from '@meshprof/contracts';
import { metricText } from './contract-texts/metric-text';
import { formatMeasured } from './format-amount';
import { t } from './t';

export function describeOrigin(origin: TaskOrigin): string {
  switch (origin) {
    case 'user':
      return t('cause.origin.user', 'User');
    case 'alert':
      return t('cause.origin.alert', 'Alert');
    case 'policy':
      return t('cause.origin.policy', 'Policy');
    case 'experiment':
      return t('cause.origin.experiment', 'Experiment');
  }
}

/** "HighLatency", or "Busy proxies: CPU 87 %, threshold 80 %": what made the task, with the value that was measured. */
export function describeCause({ name, metric = '', measured, threshold, unit }: TaskCause): string {
  if (measured === undefined) {
    return name;
  }
  const values = {
    name,
    metric: isNodeMetric(metric) ? metricText(metric).title : metric,
    measured: formatMeasured(measured, unit),
  };
  return threshold === undefined
    ? t('cause.measured', '{{name}}: {{metric}} {{measured}}', values)
    : t('cause.threshold', '{{name}}: {{metric}} {{measured}}, threshold {{threshold}}', {
        ...values,
        threshold: formatMeasured(threshold, unit),
      });
}

/** Others are queries, which say themselves what they measure. */
const isNodeMetric = (metric: string): metric is keyof typeof NODE_METRICS => Object.hasOwn(NODE_METRICS, metric);
