import React from 'react';
import { t } from '@shared/domain/t';
import type { UrlState } from '@shared/domain/use-url-state';
import { EmptyState } from '@shared/ui/EmptyState';
import { FilterChips } from './FilterChips';

/** Instead of a profile that the filters leave nothing of; with the filters, so that one can be removed. */
export const NothingLeft = ({ state }: { state: UrlState }) => (
  <>
    <FilterChips state={state} />
    <EmptyState icon="filter" title={t('profile-view.filters.nothing', 'Nothing is left')}>
      {t('profile-view.filters.nothing-text', 'The profile has nothing in all chosen parts. Remove a filter.')}
    </EmptyState>
  </>
);
