import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, useStyles2 } from '@grafana/ui';
import type { TaskTarget } from '@meshprof/contracts';
import { formatCount } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { lookOfTargetState } from '@shared/domain/task-state-look';
import { testIds } from '../../../test-ids';
import { ALL_TARGETS } from '../domain/shown-part';

interface Props {
  targets: TaskTarget[];
  /** A target's id, or ALL_TARGETS. */
  selected: string | undefined;
  onSelect: (targetId: string) => void;
}

export function TargetPicker({ targets, selected, onSelect }: Props) {
  const styles = useStyles2(getStyles);
  const all = {
    value: ALL_TARGETS,
    label: t('task.target.all', 'All {{targets}} targets, merged', { targets: formatCount(targets.length) }),
    description: t('task.target.all-meaning', 'Split it by process, pod or node below'),
  };
  const options = targets.map(({ id, service, pid, node, state }) => ({
    value: id,
    label: t('task.target.one', '{{service}} (pid {{pid}} on {{node}})', { service, pid, node }),
    description: lookOfTargetState(state).text,
  }));
  return (
    <div className={styles.row}>
      <label htmlFor="task-target">{t('task.target.label', 'Target')}</label>
      <Combobox
        id="task-target"
        options={[all, ...options]}
        value={selected ?? null}
        onChange={({ value }) => onSelect(value)}
        width={60}
        data-testid={testIds.task.targetSelect}
      />
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(1),
    color: theme.colors.text.secondary,
    label: { margin: 0 },
  }),
});
