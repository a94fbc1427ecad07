import React, { type ReactNode } from 'react';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';

export const NoAgents = ({ known, action }: { known: number; action: ReactNode }) =>
  known === 0 ? (
    <EmptyState icon="plug" title={t('agents.empty.title', 'No agent has joined yet')} action={action}>
      {t(
        'agents.empty.about',
        'An agent joins with a join token once, and gets a credential of its own. “Add agents” makes a token and shows the commands to run on a node; meshprof check says beforehand whether a node can be profiled.'
      )}
    </EmptyState>
  ) : (
    <EmptyState icon="search" title={t('agents.empty.filtered', 'No agent matches')}>
      {t('agents.empty.filtered-about', 'Every word must occur in node, version, kernel, architecture or id.')}
    </EmptyState>
  );
