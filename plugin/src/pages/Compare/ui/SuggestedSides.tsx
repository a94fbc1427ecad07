import React from 'react';
import { LinkButton } from '@grafana/ui';
import { Navigate } from 'react-router-dom';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { compareUrl, targetsUrl } from '../../../routes';
import { suggestSides } from '../domain/suggest-sides';
import type { Choices } from '../domain/use-choices';
import type { ComparePageState } from '../domain/use-compare-page';

interface Props {
  data: ComparePageState['data'];
  choices: Choices;
}

/** Fills in the sides that the link does not name, and puts them into it. */
export function SuggestedSides({ data, choices: { query, tasks } }: Props) {
  const { left, right, type } = data;
  if (query.isError) {
    return (
      <ProblemAlert
        error={query.error}
        what={t('compare.suggested.failed', 'The tasks to compare could not be loaded')}
        onRetry={() => void query.refetch()}
      />
    );
  }
  if (query.isPending) {
    return <Loading text={t('compare.suggested.loading', 'Looking for what can be compared…')} />;
  }
  const given = [left, right].find(({ ref }) => ref.labelSelector !== '');
  const sides = suggestSides(tasks, given?.ref);
  if (!sides) {
    return (
      <EmptyState
        icon="columns"
        title={t('compare.empty.title', 'There is nothing to compare yet')}
        action={<LinkButton href={targetsUrl()}>{t('compare.empty.action', 'Profile a service')}</LinkButton>}
      >
        {t(
          'compare.empty.text',
          'A comparison needs two profiles: of two tasks, of one service at two times, or before and after an alert. Take a first profile, change something, take a second one.'
        )}
      </EmptyState>
    );
  }
  return <Navigate to={`${compareUrl(sides.left, sides.right, type.id)}&suggested=${sides.reason}`} replace />;
}
