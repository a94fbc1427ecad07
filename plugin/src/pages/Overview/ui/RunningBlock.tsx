import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, TextLink, useStyles2 } from '@grafana/ui';
import type { Task } from '@meshprof/contracts';
import { titleOfTask } from '@shared/domain/describe-task';
import { formatCount, formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { lookOfTaskState } from '@shared/domain/task-state-look';
import { ProgressBar } from '@shared/ui/ProgressBar';
import { StateBadge } from '@shared/ui/StateBadge';
import { taskUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { runningFacts } from '../domain/running-facts';
import { useRecentTasks, useRunningExperiments } from '../domain/use-recent';
import { Block } from './Block';
import { RunningExperiment } from './RunningExperiment';

export function RunningBlock() {
  const styles = useStyles2(getStyles);
  const { query, running } = useRecentTasks();
  const experiments = useRunningExperiments();
  return (
    <Block
      title={t('overview.running.title', 'Running now')}
      query={query}
      failed={t('overview.running.failed', 'What runs could not be loaded')}
      data-testid={testIds.overview.running}
    >
      {running.length + experiments.length === 0 ? (
        <Text color="secondary">{t('overview.running.none', 'No task or experiment is running.')}</Text>
      ) : (
        <ul className={styles.list}>
          {experiments.map((experiment) => (
            <RunningExperiment key={experiment.id} experiment={experiment} />
          ))}
          {running.map((task) => (
            <RunningTask key={task.id} task={task} />
          ))}
        </ul>
      )}
    </Block>
  );
}

function RunningTask({ task }: { task: Task }) {
  const styles = useStyles2(getStyles);
  const { share, elapsedMs, samples } = runningFacts(task);
  const title = titleOfTask(task);
  const progress = t('overview.running.progress', '{{elapsed}} of {{duration}} · {{samples}} samples', {
    elapsed: formatDuration(Math.round(elapsedMs / 1000) * 1000),
    duration: formatDuration(task.durationMs),
    samples: formatCount(samples),
  });
  return (
    <li>
      <div className={styles.head}>
        <TextLink href={taskUrl(task.id)} inline={false}>
          {title}
        </TextLink>
        <StateBadge look={lookOfTaskState(task.state)} />
      </div>
      <ProgressBar label={title} share={share} text={progress} />
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', display: 'flex', flexDirection: 'column', gap: theme.spacing(1.5) }),
  head: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(1) }),
});
