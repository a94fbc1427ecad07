import { t } from '@shared/domain/t';
import type { DataSource } from '@shared/infrastructure/data-source-query';
import { problemOfError } from '@shared/infrastructure/problem-of-error';
import { countMeshprofTypes, countSeries } from '../infrastructure/probe-data-source';
import type { Finding } from './finding';

/** What it means that there is no data source for profiles. */
export const withoutPyroscope = () => ({
  title: t('configuration.data-sources.no-pyroscope', 'Grafana has no Pyroscope data source'),
  detail: t(
    'configuration.data-sources.no-pyroscope-text',
    'Tasks work without one, but their profiles cannot be shown. Add one under Connections, Data sources.'
  ),
});

export async function profilesFinding(dataSource: DataSource | undefined): Promise<Finding> {
  if (!dataSource) {
    return { id: 'profiles', severity: 'error', ...withoutPyroscope() };
  }
  const { name } = dataSource;
  try {
    const count = await countMeshprofTypes(dataSource);
    return count > 0
      ? {
          id: 'profiles',
          severity: 'success',
          title: t(
            'configuration.test.profiles',
            '{{name}} has Meshprof profiles of the last day (types: {{number}})',
            {
              name,
              number: count,
            }
          ),
        }
      : {
          id: 'profiles',
          severity: 'warning',
          title: t('configuration.test.no-profiles', '{{name}} has no Meshprof profile types yet', { name }),
          detail: t(
            'configuration.test.no-profiles-detail',
            'It answers, but holds no profile of the last day. Run a task; if its profile does not appear here, the agents send to another store.'
          ),
        };
  } catch (error) {
    return failed('profiles', name, error);
  }
}

export async function metricsFinding(dataSource: DataSource | undefined, query: string | undefined): Promise<Finding> {
  if (!dataSource) {
    return {
      id: 'metrics',
      severity: 'warning',
      title: t('configuration.test.no-prometheus', 'Grafana has no Prometheus data source'),
      detail: t('configuration.test.no-prometheus-detail', 'Only the Throughput page and its panels need one.'),
    };
  }
  const { name } = dataSource;
  try {
    // A number needs no data, so it asks only whether the data source answers.
    const series = await countSeries(dataSource, query ?? '1');
    return series > 0
      ? { id: 'metrics', severity: 'success', title: t('configuration.test.metrics', '{{name}} answers', { name }) }
      : {
          id: 'metrics',
          severity: 'warning',
          title: t('configuration.test.no-series', '{{name}} answers, but the throughput query finds nothing', {
            name,
          }),
          detail: query,
        };
  } catch (error) {
    return failed('metrics', name, error);
  }
}

function failed(id: Finding['id'], name: string, error: unknown): Finding {
  const { title, detail } = problemOfError(error);
  return {
    id,
    severity: 'error',
    title: t('configuration.test.no-answer', '{{name}} does not answer', { name }),
    detail: `${title}. ${detail}`,
  };
}
