import React from 'react';
import { css, cx } from '@emotion/css';
import { dateTimeFormatTimeAgo, type GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { Experiment } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { limitTrackStyles } from '@shared/ui/limit-track-styles';
import { testIds } from '../../../test-ids';
import { type GuardRow, guardRows } from '../domain/guard-rows';
import { Section } from './Section';

/** From here on somebody should look. */
const NEAR_SHARE = 0.8;

/** What stops the run by itself, and how far from that it is. */
export function Guards({ experiment }: { experiment: Experiment }) {
  const styles = useStyles2(getStyles);
  const { spec, progress, state } = experiment;
  // They look only while slots are run; what they saw before is not what is.
  const values = state === 'a-a' || state === 'running' ? progress?.guards : undefined;
  return (
    <Section
      title={t('experiment.live.guards', 'Stops by itself and restores when')}
      data-testid={testIds.experiment.guards}
    >
      <ul className={styles.list}>
        {guardRows(spec, values).map((row) => (
          <Row key={row.id} row={row} />
        ))}
      </ul>
      {values && (
        <Text variant="bodySmall" color="secondary" element="p">
          {t('experiment.live.guards-at', 'As they were {{when}}; the agent looks every few seconds.', {
            when: dateTimeFormatTimeAgo(values.atUnixMs),
          })}
        </Text>
      )}
    </Section>
  );
}

function Row({ row: { id, text, now, share } }: { row: GuardRow }) {
  const styles = useStyles2(getStyles);
  const isNear = share !== undefined && share >= NEAR_SHARE;
  return (
    <li className={styles.row} data-testid={testIds.experiment.guard(id)}>
      <div>{text}</div>
      {now && <div className={cx(styles.now, isNear && styles.nearText)}>{now}</div>}
      {share !== undefined && (
        <div className={styles.track} aria-hidden>
          <div className={cx(styles.fill, isNear && styles.near)} style={{ width: `${share * 100}%` }} />
        </div>
      )}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0 }),
  row: css({
    padding: theme.spacing(0.75, 0),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:last-child': { borderBottom: 0 },
  }),
  now: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, fontVariantNumeric: 'tabular-nums' }),
  ...limitTrackStyles(theme),
});
