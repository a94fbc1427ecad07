import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { TextLink, useStyles2 } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { Disclosure } from '@shared/ui/Disclosure';
import { type Fact, FactList } from '@shared/ui/FactList';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { taskDetails } from '../domain/task-details';

/** What was asked for: closed, since most people come for the profile. */
export function TaskDetails({ task }: { task: Task }) {
  const styles = useStyles2(getStyles);
  const facts: Fact[] = taskDetails(task);
  if (task.copyOf) {
    facts.push({
      id: 'copy-of',
      title: t('task.details.copy-of', 'Repeats'),
      value: <TextLink href={taskUrl(task.copyOf)}>{t('task.details.earlier-task', 'an earlier task')}</TextLink>,
    });
  }
  return (
    <div className={styles.box}>
      <Disclosure
        title={t('task.details.toggle', 'What was asked for, and limits')}
        data-testid={testIds.task.detailsToggle}
      >
        <div className={styles.facts}>
          <FactList facts={facts} data-testid={testIds.task.details} />
        </div>
      </Disclosure>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  box: css({ marginBottom: theme.spacing(1) }),
  // A note may have several lines.
  facts: css({ margin: theme.spacing(0.5, 0, 1), paddingLeft: theme.spacing(4), whiteSpace: 'pre-wrap' }),
});
