import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ProfileType, Task } from '@meshprof/contracts';
import { profileTypesOf } from '@shared/domain/describe-task';
import { profileTypeTitle, titledTypes } from '@shared/domain/contract-texts/profile-type-title';
import { t } from '@shared/domain/t';
import type { UrlState } from '@shared/domain/use-url-state';
import { ProfileTabs } from '@shared/ui/profile-view/ProfileTabs';
import { SavedFileZone } from '@shared/ui/profile-view/SavedFileZone';
import { testIds } from '../../../test-ids';
import type { ShownPart } from '../domain/shown-part';
import type { useTaskPage } from '../domain/use-task-page';
import { SummaryTable } from './SummaryTable';
import { TargetPicker } from './TargetPicker';
import { TaskProfile } from './TaskProfile';

interface Props {
  task: Task;
  type: ProfileType;
  /** Undefined if the chosen target has no profile. */
  part: ShownPart | undefined;
  chosenTarget: string | undefined;
  state: UrlState;
  actions: ReturnType<typeof useTaskPage>['actions'];
}

export function ProfileSection({ task, type, part, chosenTarget, state, actions }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <section data-testid={testIds.profile.section} aria-label={t('task.profile.label', 'Profile')}>
      {task.targets.length > 1 && (
        <TargetPicker targets={task.targets} selected={part?.id ?? chosenTarget} onSelect={actions.selectTarget} />
      )}
      {part && (
        <SavedFileZone>
          <ProfileTabs types={titledTypes(profileTypesOf(task))} selected={type.id} onSelect={actions.selectType} />
          <div className={styles.pane} role="tabpanel" aria-label={profileTypeTitle(type)}>
            <SummaryTable task={task} target={part.target} typeId={type.id} />
            <TaskProfile key={`${part.id} ${type.id}`} task={task} part={part} type={type} state={state} />
          </div>
        </SavedFileZone>
      )}
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ pane: css({ paddingTop: theme.spacing(2) }) });
