import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, LinkButton, Text, useStyles2 } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { reasonNotToOperate } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { isTaskFinal } from '@shared/domain/task-activity';
import { testIds } from '../../../test-ids';
import { comparisonOf } from '../domain/compare-tasks';

interface Props {
  selected: readonly Task[];
  onClear: () => void;
  onDelete: () => void;
}

/** What can be done with the selected tasks, or why not. */
export function SelectionBar({ selected, onClear, onDelete }: Props) {
  const styles = useStyles2(getStyles);
  const comparison = comparisonOf(selected);
  const url = 'url' in comparison ? comparison.url : undefined;
  const active = selected.some(({ state }) => !isTaskFinal(state));
  const reason =
    reasonNotToOperate() ??
    (active ? t('tasks.selection.active', 'A task that runs must be cancelled first.') : undefined);
  return (
    <div
      className={styles.bar}
      data-testid={testIds.tasks.selection}
      role="toolbar"
      aria-label={t('tasks.selection.label', 'Selected tasks')}
    >
      <Text>{t('tasks.selection.count', '{{count}} selected', { count: selected.length })}</Text>
      <LinkButton
        size="sm"
        icon="columns"
        href={url}
        disabled={url === undefined}
        tooltip={
          'reason' in comparison
            ? comparison.reason
            : t('tasks.selection.compare-hint', 'The older one is the left side')
        }
        data-testid={testIds.tasks.compare}
      >
        {t('tasks.selection.compare', 'Compare')}
      </LinkButton>
      <Button
        size="sm"
        variant="destructive"
        fill="outline"
        icon="trash-alt"
        onClick={onDelete}
        disabled={reason !== undefined}
        tooltip={reason}
        data-testid={testIds.tasks.deleteSelected}
      >
        {t('tasks.selection.delete', 'Delete')}
      </Button>
      <Button size="sm" variant="secondary" fill="text" icon="times" onClick={onClear}>
        {t('tasks.selection.clear', 'Clear selection')}
      </Button>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1.5),
    padding: theme.spacing(1),
    marginBottom: theme.spacing(1),
    background: theme.colors.background.secondary,
    borderRadius: theme.shape.radius.default,
  }),
});
