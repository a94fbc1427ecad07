import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Icon, type IconName, useStyles2 } from '@grafana/ui';
import type { Experiment } from '@meshprof/contracts';
import { testIds } from '../../../test-ids';
import { type ConfigurationState, configurationState } from '../domain/configuration-state';

const ICONS: Record<Exclude<ConfigurationState['kind'], 'not-proven'>, IconName> = {
  untouched: 'shield',
  changed: 'sliders-v-alt',
  'coming-back': 'history',
  back: 'check-circle',
};

/** Whether the proxy is as it was: a line, or an alarm. */
export function ConfigurationNote({ experiment }: { experiment: Experiment }) {
  const styles = useStyles2(getStyles);
  const { kind, title, text } = configurationState(experiment);
  if (kind === 'not-proven') {
    return (
      <Alert severity="error" title={title} data-testid={testIds.experiment.configuration}>
        {text}
      </Alert>
    );
  }
  return (
    <div className={styles.note} role="status" data-testid={testIds.experiment.configuration} data-kind={kind}>
      <Icon
        name={ICONS[kind]}
        className={kind === 'back' ? styles.back : kind === 'changed' ? styles.changed : undefined}
      />
      <div>
        <strong className={styles.title}>{title}.</strong> <span className={styles.text}>{text}</span>
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  note: css({
    display: 'flex',
    gap: theme.spacing(1),
    alignItems: 'baseline',
    padding: theme.spacing(1, 1.5),
    background: theme.colors.background.primary,
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  back: css({ color: theme.colors.success.text }),
  changed: css({ color: theme.colors.warning.text }),
  title: css({ fontWeight: theme.typography.fontWeightMedium }),
  text: css({ color: theme.colors.text.secondary }),
});
