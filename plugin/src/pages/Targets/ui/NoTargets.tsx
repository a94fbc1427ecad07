import React from 'react';
import { Button } from '@grafana/ui';
import { Trans } from '@grafana/i18n';
import { t } from '@shared/domain/t';
import { EmptyState } from '@shared/ui/EmptyState';
import type { TargetsPageState } from '../domain/use-targets-page';

/** Why the list is empty: no agent, nothing found, or only processes under another verdict. */
export function NoTargets({ data, actions }: TargetsPageState) {
  const { known, filter, counts, isSearching } = data;
  if (isSearching) {
    return (
      <EmptyState icon="search" title={t('targets.none.searching', 'Searching…')}>
        {t('targets.none.searching-text', 'The controller looks through all processes.')}
      </EmptyState>
    );
  }
  if (known === 0) {
    return (
      <EmptyState icon="plug" title={t('targets.none.no-agent', 'No agent has reported a process')}>
        <Trans i18nKey="targets.none.no-agent-text">
          Targets come from node agents. Start one with <code>meshprof agent</code> on a node and point it at this
          controller; its processes appear here within five seconds. <code>meshprof check</code> says whether a node can
          be profiled.
        </Trans>
      </EmptyState>
    );
  }
  if (counts.all > 0) {
    return (
      <EmptyState
        icon="filter"
        title={t('targets.none.other-verdict', 'No process under this verdict')}
        action={
          <Button onClick={() => actions.setVerdict('all')}>
            {t('targets.none.show-all', 'Show all {{count}}', { count: counts.all })}
          </Button>
        }
      >
        {t('targets.none.other-verdict-text', 'What matches the other filters has another verdict: {{count}} in all.', {
          count: counts.all,
        })}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="search"
      title={t('targets.none.no-match', 'No process matches “{{search}}” and the filters', { search: filter.search })}
      action={<Button onClick={actions.clearFilters}>{t('targets.none.clear', 'Clear search and filters')}</Button>}
    >
      {t(
        'targets.none.no-match-text',
        'Every word must occur in a process’s service, name, role, workload, pod, container, node or pid.'
      )}
    </EmptyState>
  );
}
