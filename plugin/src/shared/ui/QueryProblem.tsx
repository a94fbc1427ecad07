import React from 'react';
import { t } from '../domain/t';
import { ProblemAlert } from './ProblemAlert';

interface Props {
  /** One of React Query's, of a page or of pages that are loaded one by one. */
  query: { isError: boolean; error: unknown; data: unknown; refetch: () => Promise<unknown> };
  /** What it is to show, for when it could not be refreshed. */
  shows?: 'list' | 'page';
  /** What to say while there is nothing to show yet. */
  failed: string;
}

/** Why a page shows nothing, or something old; nothing at all while its query is answered. */
export function QueryProblem({ query, shows = 'list', failed }: Props) {
  if (!query.isError) {
    return null;
  }
  const old =
    shows === 'list'
      ? t('problem.old-list', 'The list is old: it could not be refreshed')
      : t('problem.old-page', 'This page is old: it could not be refreshed');
  return (
    <ProblemAlert
      error={query.error}
      what={query.data === undefined ? failed : old}
      onRetry={() => void query.refetch()}
    />
  );
}
