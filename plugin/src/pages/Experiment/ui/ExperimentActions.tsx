import React from 'react';
import { Button, LinkButton, Stack } from '@grafana/ui';
import type { Experiment } from '@meshprof/contracts';
import { isExperimentFinal } from '@shared/domain/experiment/experiment-activity';
import { reasonNotToExperiment } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { newExperimentUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { possibleCommands } from '../domain/possible-commands';
import type { ExperimentPageState } from '../domain/use-experiment-page';

interface Props {
  experiment: Experiment;
  state: ExperimentPageState;
}

export function ExperimentActions({ experiment, state: { data, actions } }: Props) {
  const reason = reasonNotToExperiment();
  const possible = possibleCommands(experiment);
  const isBusy = data.command.isPending || data.rerun.isPending || data.remove.isPending;
  const locked = { disabled: isBusy || reason !== undefined, tooltip: reason };
  const ids = testIds.experiment;
  return (
    <Stack direction="row" gap={1} wrap="wrap">
      {possible.includes('approve') && (
        <Button icon="check" onClick={() => actions.send('approve')} {...locked} data-testid={ids.approve}>
          {t('experiment.actions.approve', 'Approve')}
        </Button>
      )}
      {possible.includes('pause') && (
        <Button
          variant="secondary"
          icon="pause"
          onClick={() => actions.send('pause')}
          {...locked}
          tooltip={
            reason ??
            t('experiment.actions.pause-about', 'Puts the original configuration back, and goes on when resumed')
          }
          data-testid={ids.pause}
        >
          {t('experiment.actions.pause', 'Pause')}
        </Button>
      )}
      {possible.includes('resume') && (
        <Button
          variant="secondary"
          icon="play"
          onClick={() => actions.send('resume')}
          {...locked}
          data-testid={ids.resume}
        >
          {t('experiment.actions.resume', 'Resume')}
        </Button>
      )}
      {possible.includes('abort') && (
        <Button
          variant="destructive"
          fill="outline"
          icon="times"
          onClick={() => actions.ask('abort')}
          {...locked}
          data-testid={ids.abort}
        >
          {t('experiment.actions.abort', 'Abort')}
        </Button>
      )}
      {isExperimentFinal(experiment.state) && (
        <>
          <Button
            variant="secondary"
            icon="repeat"
            onClick={actions.rerun}
            {...locked}
            tooltip={
              reason ??
              t('experiment.actions.rerun-about', 'The same once more, in the same order of slots (same seed)')
            }
            data-testid={ids.rerun}
          >
            {t('experiment.actions.rerun', 'Run again')}
          </Button>
          <LinkButton
            variant="secondary"
            icon="edit"
            href={newExperimentUrl({ copy: experiment.id })}
            disabled={reason !== undefined}
            tooltip={reason}
          >
            {t('experiment.actions.copy', 'Repeat with changes')}
          </LinkButton>
          <Button
            variant="destructive"
            fill="outline"
            icon="trash-alt"
            onClick={() => actions.ask('delete')}
            {...locked}
            data-testid={ids.delete}
          >
            {t('experiment.actions.delete', 'Delete')}
          </Button>
        </>
      )}
    </Stack>
  );
}
