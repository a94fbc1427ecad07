import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { ExperimentPlan } from '@meshprof/contracts';
import { formatCount, formatDuration } from '@shared/domain/format-amount';
import { t } from '@shared/domain/t';

interface Props {
  plan: ExperimentPlan;
  minEffectPercent: number;
}

/** How long it takes, and what it could see. */
export function PlanSummary({ plan, minEffectPercent }: Props) {
  const styles = useStyles2(getStyles);
  const { durationMs, slots, blocks, blocksNeeded, detectablePercent } = plan;
  return (
    <div>
      <div className={styles.numbers}>
        <Figure
          title={t('new-experiment.plan.duration', 'Takes about')}
          value={formatDuration(toMinutes(durationMs))}
        />
        <Figure
          title={t('new-experiment.plan.slots', 'Slots')}
          value={t('new-experiment.plan.slots-in', '{{slots}} in {{count}} blocks', {
            slots: formatCount(slots),
            count: blocks,
            defaultValue_one: '{{slots}} in one block',
          })}
        />
        <Figure
          title={t('new-experiment.plan.detectable', 'Smallest effect it finds')}
          value={detectablePercent === null ? '–' : `${detectablePercent.toFixed(1)} %`}
        />
      </div>
      <Text variant="bodySmall" color="secondary" element="p">
        {detectablePercent === null
          ? t('new-experiment.plan.detectable-unknown', 'Too few blocks to tell what it could find.')
          : detectablePercent > minEffectPercent
            ? t(
                'new-experiment.plan.detectable-large',
                'With 80 % power, at the noise of a usual machine. That is more than the {{effect}} % that matter: add blocks or lengthen windows. The A/A run at its start measures the real noise.',
                { effect: minEffectPercent }
              )
            : t(
                'new-experiment.plan.detectable-about',
                'With 80 % power, at the noise of a usual machine. The A/A run at its start measures the real noise.'
              )}{' '}
        {t('new-experiment.plan.blocks-needed', 'A result needs {{count}} blocks at least.', { count: blocksNeeded })}
      </Text>
    </div>
  );
}

const MINUTE_MS = 60_000;
const toMinutes = (ms: number) =>
  ms < MINUTE_MS ? Math.round(ms / 1000) * 1000 : Math.round(ms / MINUTE_MS) * MINUTE_MS;

function Figure({ title, value }: { title: string; value: string }) {
  const styles = useStyles2(getStyles);
  return (
    <div>
      <div className={styles.title}>{title}</div>
      <div className={styles.value}>{value}</div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  numbers: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 4), marginBottom: theme.spacing(1) }),
  title: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary }),
  value: css({ ...theme.typography.h4, margin: 0, fontVariantNumeric: 'tabular-nums' }),
});
