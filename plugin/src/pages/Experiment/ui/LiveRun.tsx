import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { Experiment } from '@meshprof/contracts';
import { scheduleCells } from '@shared/domain/experiment/schedule-cells';
import { variantNames } from '@shared/domain/experiment/variant-color';
import { formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';
import { ExperimentProgressBar } from '@shared/ui/experiment/ExperimentProgressBar';
import { ScheduleGrid } from '@shared/ui/experiment/ScheduleGrid';
import { testIds } from '../../../test-ids';
import { noiseText } from '../domain/noise-text';
import { EffectsSoFar } from './EffectsSoFar';
import { Guards } from './Guards';
import { Section } from './Section';
import { SlotSteps } from './SlotSteps';

export function LiveRun({ experiment }: { experiment: Experiment }) {
  const styles = useStyles2(getStyles);
  const { progress, plan, slots, spec, title, report } = experiment;
  return (
    <>
      <div className={styles.columns}>
        <Section title={t('experiment.live.progress', 'Progress')} data-testid={testIds.experiment.progress}>
          {progress ? (
            <>
              <ExperimentProgressBar progress={progress} label={title} />
              <SlotSteps step={progress.step} />
              {progress.noise && !report && (
                <Text variant="bodySmall" color="secondary" element="p">
                  {noiseText(progress.noise)}
                </Text>
              )}
            </>
          ) : (
            <Text color="secondary" element="p">
              {t('experiment.live.not-begun', 'Not begun. It will take about {{time}}.', {
                time: formatDuration(Math.round(plan.durationMs / 1000) * 1000),
              })}
            </Text>
          )}
          <ScheduleGrid
            cells={scheduleCells(plan.schedule, slots, progress)}
            names={variantNames(spec)}
            data-testid={testIds.experiment.schedule}
          />
        </Section>
        <Guards experiment={experiment} />
      </div>
      {report && <EffectsSoFar report={report} blocks={plan.blocks} />}
    </>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  columns: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)',
    gap: theme.spacing(4),
    [theme.breakpoints.down('md')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
});
