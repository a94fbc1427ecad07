import React, { useState } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, TextLink, useStyles2 } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { taskDetails } from '../domain/task-details';

/** What was asked for: closed, since most people come for the profile. */
export function TaskDetails({ task }: { task: Task }) {
  const styles = useStyles2(getStyles);
  const [isOpen, setOpen] = useState(false);
  return (
    <div className={styles.box}>
      <Button
        variant="secondary"
        fill="text"
        size="sm"
        icon={isOpen ? 'angle-down' : 'angle-right'}
        aria-expanded={isOpen}
        onClick={() => setOpen(!isOpen)}
        data-testid={testIds.task.detailsToggle}
      >
        {t('task.details.toggle', 'What was asked for, and limits')}
      </Button>
      {isOpen && (
        <dl className={styles.list} data-testid={testIds.task.details}>
          {taskDetails(task).map(({ id, title, value }) => (
            <div key={id} className={styles.row}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ))}
          {task.copyOf && (
            <div className={styles.row}>
              <dt>{t('task.details.copy-of', 'Repeats')}</dt>
              <dd>
                <TextLink href={taskUrl(task.copyOf)}>{t('task.details.earlier-task', 'an earlier task')}</TextLink>
              </dd>
            </div>
          )}
        </dl>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ marginBottom: theme.spacing(1) }),
  list: css({ margin: theme.spacing(0.5, 0, 1), paddingLeft: theme.spacing(4) }),
  row: css({
    display: 'grid',
    gridTemplateColumns: '16em 1fr',
    gap: theme.spacing(2),
    padding: theme.spacing(0.25, 0),
    dt: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    dd: { margin: 0, overflowWrap: 'anywhere', whiteSpace: 'pre-wrap' },
    [theme.breakpoints.down('md')]: { gridTemplateColumns: '1fr', gap: 0 },
  }),
});
