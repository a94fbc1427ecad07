import React from 'react';
import { Alert, LinkButton } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { configurationUrl, policiesUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import type { useThroughputPage } from '../domain/use-throughput-page';

type Data = ReturnType<typeof useThroughputPage>['data'];

/** What is missing from the picture, why, and where to go for it. */
export function ThroughputNotices({ data }: { data: Data }) {
  const { sources, throughput, costs, bandsError, profile } = data;
  const hasCosts = profile.costs.timesUnixMs.length > 0;
  // Without the services there is none to ask for.
  const failedProfiles = [costs, sources.servicesQuery].find(({ isError }) => isError);
  const isMeasured = profile.throughput.length > 0 || profile.problems.length > 0;
  return (
    <>
      {!sources.metrics && (
        <Alert
          severity="info"
          title={t('throughput.no-metrics.title', 'No Prometheus data source')}
          data-testid={testIds.throughput.noMetrics}
          action={
            <LinkButton size="sm" variant="secondary" href={configurationUrl()}>
              {t('throughput.no-metrics.action', 'Configuration')}
            </LinkButton>
          }
        >
          {t(
            'throughput.no-metrics.detail',
            'Requests per second come from Prometheus. Without it this page shows only what the CPU was used for.'
          )}
        </Alert>
      )}
      {throughput.isError && (
        <ProblemAlert
          error={throughput.error}
          what={t('throughput.failed.throughput', 'The throughput could not be loaded')}
          onRetry={() => void throughput.refetch()}
        />
      )}
      {failedProfiles && (
        <ProblemAlert
          error={failedProfiles.error}
          what={t('throughput.failed.costs', 'The profiles could not be loaded')}
          onRetry={() => void failedProfiles.refetch()}
        />
      )}
      {Boolean(bandsError) && (
        <ProblemAlert
          error={bandsError}
          what={t(
            'throughput.failed.bands',
            'Tasks, experiments or alerts could not be loaded, so the charts miss some'
          )}
        />
      )}
      {throughput.isSuccess && !throughput.isFetching && !isMeasured && <NothingMeasured />}
      {!failedProfiles && !costs.isFetching && !hasCosts && <NothingProfiled />}
    </>
  );
}

const NothingMeasured = () => (
  <Alert
    severity="info"
    title={t('throughput.no-series.title', 'The query found nothing in this time range')}
    data-testid={testIds.throughput.noSeries}
  >
    {t(
      'throughput.no-series.detail',
      'Choose another query above: those whose metric Prometheus does not have say so. A rate needs two scrapes before it has a value.'
    )}
  </Alert>
);

const NothingProfiled = () => (
  <Alert
    severity="info"
    title={t('throughput.no-profiles.title', 'Nothing was profiled in this time range')}
    data-testid={testIds.throughput.noProfiles}
    action={
      <LinkButton size="sm" variant="secondary" href={policiesUrl()}>
        {t('throughput.no-profiles.action', 'Policies')}
      </LinkButton>
    }
  >
    {t(
      'throughput.no-profiles.detail',
      'Shares over time need profiles over time. An always-on policy profiles a service all the time, at a low rate and within a budget of the agent’s CPU; its first profile arrives after a minute. Tasks show as single points.'
    )}
  </Alert>
);
