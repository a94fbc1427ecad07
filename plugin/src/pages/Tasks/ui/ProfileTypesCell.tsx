import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { TextLink, useStyles2 } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { titledTypes } from '@shared/domain/contract-texts/profile-type-title';
import { profileTypesOf } from '@shared/domain/describe-task';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

/** Each profile that the task yields, as a link to it. */
export function ProfileTypesCell({ task }: { task: Task }) {
  const styles = useStyles2(getStyles);
  return (
    <ul className={styles.list}>
      {titledTypes(profileTypesOf(task)).map(({ id, title }) => (
        <li key={id}>
          <TextLink
            href={`${taskUrl(task.id)}?type=${id}`}
            variant="bodySmall"
            color="secondary"
            inline={false}
            data-testid={testIds.tasks.profileType(task.id, id)}
          >
            {title}
          </TextLink>
        </li>
      ))}
    </ul>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({
    display: 'flex',
    flexWrap: 'wrap',
    columnGap: theme.spacing(1.5),
    listStyle: 'none',
    margin: 0,
    padding: 0,
  }),
});
