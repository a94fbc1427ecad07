import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Tab, TabsBar, useStyles2 } from '@grafana/ui';
import type { ProfileType, Task, TaskTarget } from '@meshprof/contracts';
import { profileTypesOf } from '@shared/domain/describe-task';
import { testIds } from '../../../test-ids';
import type { useTaskPage } from '../domain/use-task-page';
import { ProfilePane } from './ProfilePane';
import { SummaryTable } from './SummaryTable';
import { TargetPicker } from './TargetPicker';

interface Props {
  task: Task;
  target: TaskTarget;
  type: ProfileType;
  actions: ReturnType<typeof useTaskPage>['actions'];
}

export function ProfileSection({ task, target, type, actions }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <section data-testid={testIds.profile.section} aria-label="Profile">
      {task.targets.length > 1 && (
        <TargetPicker targets={task.targets} selected={target} onSelect={actions.selectTarget} />
      )}
      <TabsBar>
        {profileTypesOf(task).map(({ id, title }) => (
          <Tab
            key={id}
            label={title}
            active={id === type.id}
            onChangeTab={(event) => {
              event.preventDefault();
              actions.selectType(id);
            }}
            data-testid={testIds.profile.tab(id)}
          />
        ))}
      </TabsBar>
      <div className={styles.pane} role="tabpanel" aria-label={type.title}>
        <SummaryTable task={task} target={target} typeId={type.id} />
        <ProfilePane key={`${target.id} ${type.id}`} task={task} target={target} type={type} />
      </div>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ pane: css({ paddingTop: theme.spacing(2) }) });
