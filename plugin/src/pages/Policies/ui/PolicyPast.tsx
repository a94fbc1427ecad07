import React from 'react';
import { Text } from '@grafana/ui';
import type { Policy } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import type { usePolicyPage } from '../domain/use-policy-page';
import { FiringsTable } from './FiringsTable';
import { FiringTimeline } from './FiringTimeline';
import { PolicyTargetsTable } from './PolicyTargetsTable';

interface Props {
  policy: Policy;
  data: Pick<ReturnType<typeof usePolicyPage>['data'], 'firings' | 'targets'>;
}

/** What it did: a trigger's firings, or the processes that are profiled all the time. */
export function PolicyPast({ policy, data }: Props) {
  const isTrigger = policy.rule.kind === 'trigger';
  const query = isTrigger ? data.firings : data.targets;
  return (
    <section
      aria-label={isTrigger ? t('policies.past-of.firings', 'Firings') : t('policies.past-of.targets', 'Processes')}
    >
      {query.isError && (
        <ProblemAlert
          error={query.error}
          what={t('policies.past-of.failed', 'What it did could not be loaded')}
          onRetry={() => void query.refetch()}
        />
      )}
      {query.isPending && <Loading text={t('policies.past-of.loading', 'Loading what it did…')} />}
      {query.data?.cut && (
        <Text color="secondary">
          {t('policies.past-of.cut', 'Only the first {{count}} are listed.', { count: query.data.items.length })}
        </Text>
      )}
      {isTrigger ? <Firings policy={policy} query={data.firings} /> : <Targets policy={policy} query={data.targets} />}
    </section>
  );
}

function Firings({ policy, query }: { policy: Policy; query: Props['data']['firings'] }) {
  const { data: listed } = query;
  if (listed === undefined) {
    return null;
  }
  if (listed.items.length === 0) {
    return (
      <EmptyState icon="bolt" title={t('policies.past-of.none', 'It has not fired')}>
        {policy.enabled
          ? t(
              'policies.past-of.none-about',
              'Nothing it watches was beyond the threshold often enough. Edit shows how close it came.'
            )
          : t('policies.past-of.none-disabled', 'It is disabled, so that nothing is watched.')}
      </EmptyState>
    );
  }
  return (
    <>
      <FiringTimeline firings={listed.items} nowMs={query.dataUpdatedAt} />
      <FiringsTable firings={listed.items} />
    </>
  );
}

function Targets({ policy, query }: { policy: Policy; query: Props['data']['targets'] }) {
  const { data: listed } = query;
  if (listed === undefined) {
    return null;
  }
  return listed.items.length > 0 ? (
    <PolicyTargetsTable targets={listed.items} />
  ) : (
    <EmptyState icon="search" title={t('policies.past-of.no-target', 'It covers no process now')}>
      {policy.enabled
        ? t(
            'policies.past-of.no-target-about',
            'No process that can be profiled matches. One that begins later joins by itself.'
          )
        : t('policies.past-of.no-target-disabled', 'It is disabled.')}
    </EmptyState>
  );
}
