import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { Estimate, ExperimentReport } from '@meshprof/contracts';
import { effectOf } from '@shared/domain/experiment/effect-text';
import { variantNames } from '@shared/domain/experiment/variant-color';
import { t } from '@shared/domain/t';
import { ForestPlot } from '@shared/ui/experiment/ForestPlot';
import { testIds } from '../../../test-ids';

/** What each variant does to CPU per request, and to the rate. */
export function Effects({ report }: { report: ExperimentReport }) {
  const styles = useStyles2(getStyles);
  const names = variantNames(report.spec);
  const cpu = effectsOn(report, ({ cpuPerRequestUs }) => cpuPerRequestUs);
  const rate = effectsOn(report, ({ requestsPerSecond }) => requestsPerSecond);
  if (cpu.length === 0) {
    return (
      <Text color="secondary" element="p">
        {t('experiment.effects.none', 'No block is whole yet, so there is nothing to estimate.')}
      </Text>
    );
  }
  return (
    <div className={styles.plots}>
      <ForestPlot
        title={t('experiment.effects.cpu', 'CPU per request')}
        effects={cpu}
        names={names}
        bandPercent={report.minEffectPercent}
        data-testid={testIds.experiment.forest('cpu')}
      />
      {rate.length > 0 && report.spec.mode === 'saturation' && (
        <ForestPlot
          title={t('experiment.effects.rate', 'Requests per second')}
          effects={rate}
          names={names}
          bandPercent={report.minEffectPercent}
          data-testid={testIds.experiment.forest('rate')}
        />
      )}
    </div>
  );
}

const effectsOn = ({ variants }: ExperimentReport, pick: (variant: ExperimentReport['variants'][number]) => Estimate) =>
  variants.flatMap((variant) => {
    const effect = variant.baseline ? undefined : effectOf(pick(variant));
    return effect ? [{ name: variant.name, effect }] : [];
  });

const getStyles = (theme: GrafanaTheme2) => ({
  plots: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(3),
    maxWidth: 860,
    padding: theme.spacing(1.5),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
});
