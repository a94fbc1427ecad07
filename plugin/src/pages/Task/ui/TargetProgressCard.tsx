import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { Task, TaskTarget } from '@meshprof/contracts';
import { formatCount, formatDuration } from '@shared/domain/format-amount';
import { POLL_ACTIVE_TASK_MS } from '@shared/domain/task-activity';
import { t } from '@shared/domain/t';
import { lookOfTargetState } from '@shared/domain/task-state-look';
import { testIds } from '../../../test-ids';
import { targetLosses } from '../domain/target-losses';
import { ProgressSteps } from './ProgressSteps';
import { TargetLosses } from './TargetLosses';

interface Props {
  task: Task;
  target: TaskTarget;
}

const Counter = ({ title, value, testId }: { title: string; value: string; testId?: string }) => {
  const styles = useStyles2(getStyles);
  return (
    <div className={styles.counter}>
      <Text variant="bodySmall" color="secondary">
        {title}
      </Text>
      <span className={styles.number} data-testid={testId}>
        {value}
      </span>
    </div>
  );
};

export function TargetProgressCard({ task, target }: Props) {
  const styles = useStyles2(getStyles);
  const { progress } = target;
  const elapsedMs = Math.min(progress.elapsedMs, task.durationMs);
  const isSaving = target.state === 'draining';
  const share = isSaving ? 1 : elapsedMs / task.durationMs;
  const look = lookOfTargetState(target.state);
  const elapsed = formatDuration(Math.round(elapsedMs / 100) * 100);
  const elapsedText = t('task.progress.elapsed-of', '{{elapsed}} of {{duration}}', {
    elapsed,
    duration: formatDuration(task.durationMs),
  });
  return (
    <section
      className={styles.card}
      aria-label={t('task.progress.label', 'Progress of {{service}}, pid {{pid}}', {
        service: target.service,
        pid: target.pid,
      })}
    >
      <div className={styles.head}>
        <div>
          <Text weight="medium">{target.service}</Text>{' '}
          <Text color="secondary">
            {t('task.progress.place', 'pid {{pid}} on {{node}}', { pid: target.pid, node: target.node })}
          </Text>
        </div>
        <ProgressSteps state={target.state} />
      </div>
      <div
        className={styles.track}
        role="progressbar"
        aria-valuemin={0}
        aria-valuemax={task.durationMs}
        aria-valuenow={elapsedMs}
        aria-label={t('task.progress.elapsed', 'Elapsed')}
        aria-valuetext={elapsedText}
        data-testid={testIds.task.progress(target.id)}
      >
        <div className={isSaving ? styles.fillSaving : styles.fill} style={{ width: `${share * 100}%` }} />
      </div>
      <div className={styles.counters}>
        <Counter title={t('task.progress.elapsed', 'Elapsed')} value={elapsedText} />
        {task.events.includes('on-cpu') && (
          <>
            <Counter
              title={t('task.progress.samples', 'Samples')}
              value={formatCount(progress.samplesKept)}
              testId={testIds.task.samples(target.id)}
            />
            <Counter title={t('task.progress.lost', 'Lost')} value={formatCount(progress.samplesLost)} />
          </>
        )}
        {task.events.includes('off-cpu') && (
          <Counter
            title={t('task.progress.switches', 'Switches')}
            value={formatCount(progress.switches)}
            testId={testIds.task.switches(target.id)}
          />
        )}
        <Text variant="bodySmall" color="secondary">
          {look.meaning}
        </Text>
      </div>
      <TargetLosses losses={targetLosses(target)} />
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => {
  const fill = {
    height: '100%',
    borderRadius: theme.shape.radius.pill,
    background: theme.colors.primary.main,
    [theme.transitions.handleMotion('no-preference')]: { transition: `width ${POLL_ACTIVE_TASK_MS}ms linear` },
  };
  return {
    card: css({
      padding: theme.spacing(2),
      background: theme.colors.background.primary,
      border: `1px solid ${theme.colors.border.weak}`,
      borderRadius: theme.shape.radius.default,
    }),
    head: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(2) }),
    track: css({
      height: theme.spacing(1),
      margin: theme.spacing(1.5, 0),
      borderRadius: theme.shape.radius.pill,
      background: theme.colors.background.secondary,
      overflow: 'hidden',
    }),
    fill: css(fill),
    fillSaving: css({ ...fill, background: theme.colors.success.main }),
    counters: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'flex-end', gap: theme.spacing(1, 4) }),
    counter: css({ display: 'flex', flexDirection: 'column' }),
    number: css({ ...theme.typography.h4, margin: 0, fontVariantNumeric: 'tabular-nums' }),
  };
};
