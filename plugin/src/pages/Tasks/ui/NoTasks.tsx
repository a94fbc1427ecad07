import React from 'react';
import { Button, LinkButton, Stack } from '@grafana/ui';
import { t } from '@shared/domain/t';
import type { UrlTimeRange } from '@shared/domain/use-time-range';
import { EmptyState } from '@shared/ui/EmptyState';
import { newTaskUrl, targetsUrl } from '../../../routes';

interface Props {
  isFiltered: boolean;
  range: UrlTimeRange;
  onClear: () => void;
}

export function NoTasks({ isFiltered, range, onClear }: Props) {
  if (isFiltered) {
    return (
      <EmptyState
        icon="filter"
        title={t('tasks.none.filtered', 'No task of this time matches the filters')}
        action={
          <Stack direction="row" gap={1}>
            <Button onClick={onClear}>{t('tasks.none.clear', 'Clear the filters')}</Button>
            <Button variant="secondary" onClick={range.actions.zoomOut}>
              {t('tasks.none.wider', 'Look further back')}
            </Button>
          </Stack>
        }
      >
        {t(
          'tasks.none.filtered-text',
          'Every word must occur in a task’s title, note, author, cause, tags, selector or processes.'
        )}
      </EmptyState>
    );
  }
  return (
    <EmptyState
      icon="fire"
      title={t('tasks.none.empty', 'Nothing was profiled in this time')}
      action={
        <Stack direction="row" gap={1} wrap="wrap" justifyContent="center">
          <LinkButton href={targetsUrl()} icon="fire">
            {t('tasks.none.targets', 'Profile a target')}
          </LinkButton>
          <LinkButton href={newTaskUrl()} variant="secondary" icon="plus">
            {t('tasks.none.new', 'New task')}
          </LinkButton>
          <Button variant="secondary" onClick={range.actions.zoomOut}>
            {t('tasks.none.wider', 'Look further back')}
          </Button>
        </Stack>
      }
    >
      {t(
        'tasks.none.empty-text',
        'Pick a process on the targets page and press Profile. Its task and flame graph stay here.'
      )}
    </EmptyState>
  );
}
