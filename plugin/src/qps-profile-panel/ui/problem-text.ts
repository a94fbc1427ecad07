import { t } from '../../shared/domain/t';
import { COST_LABEL, type FrameProblem } from '../domain/sort-frames';

export interface ProblemText {
  title: string;
  /** Why, and what to do. */
  detail: string;
}

/** docs/guides/panel.md has the same rules at length. */
export function problemText(problem: FrameProblem): ProblemText {
  switch (problem.code) {
    case 'no-throughput':
      return {
        title: t('qps-panel.problem.no-throughput.title', 'No throughput'),
        detail: t(
          'qps-panel.problem.no-throughput.detail',
          'Add a query whose result is a time series without the label {{label}}, such as sum(rate(envoy_http_downstream_rq_total[$__rate_interval])) of Prometheus. If there is one, it found nothing in this time range.',
          { label: COST_LABEL }
        ),
      };
    case 'no-costs':
      return {
        title: t('qps-panel.problem.no-costs.title', 'No profiles'),
        detail: t(
          'qps-panel.problem.no-costs.detail',
          'Add a query of a Pyroscope data source of the type Metrics, grouped by {{label}}. If there is one, nothing was profiled in this time range: an always-on policy of the Meshprof app profiles all the time.',
          { label: COST_LABEL }
        ),
      };
    case 'not-grouped':
      return notGrouped(problem);
    case 'flame-graph':
      return {
        title: t('qps-panel.problem.flame-graph.title', 'Query {{refId}} gives a flame graph', problem),
        detail: t(
          'qps-panel.problem.flame-graph.detail',
          'This panel draws values over time: set the query type to Metrics, or to Both.'
        ),
      };
    case 'no-time':
      return {
        title: t('qps-panel.problem.no-time.title', 'Query {{refId}} gives a table', problem),
        detail: t(
          'qps-panel.problem.no-time.detail',
          'Its result has numbers but no times. In Prometheus choose the type Range and the format Time series.'
        ),
      };
    case 'no-number':
      return {
        title: t('qps-panel.problem.no-number.title', 'Query {{refId}} gives no numbers', problem),
        detail: t('qps-panel.problem.no-number.detail', 'This panel needs a field of times and one of numbers.'),
      };
    case 'too-many-series':
      return {
        title: t('qps-panel.problem.too-many-series.title', 'Query {{refId}} gives {{count}} series', { ...problem }),
        detail: t(
          'qps-panel.problem.too-many-series.detail',
          'Nobody can tell so many lines apart. Add them up, such as with sum by (service) (…).'
        ),
      };
  }
}

function notGrouped({ refId, groupedBy }: Extract<FrameProblem, { code: 'not-grouped' }>): ProblemText {
  return {
    title: t('qps-panel.problem.not-grouped.title', 'Query {{refId}} is not grouped by {{label}}', {
      refId,
      label: COST_LABEL,
    }),
    detail:
      groupedBy.length === 0
        ? t('qps-panel.problem.not-grouped.detail', 'Put {{label}} into the field Group by of the profile query.', {
            label: COST_LABEL,
          })
        : t(
            'qps-panel.problem.not-grouped.other',
            'It is grouped by {{labels}}. Put {{label}} into the field Group by instead.',
            { labels: groupedBy.join(', '), label: COST_LABEL }
          ),
  };
}
