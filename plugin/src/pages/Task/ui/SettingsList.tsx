import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Alert, Text, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { CategorySettings, SettingBehind } from '../domain/category-settings';
import { RunExperiment } from './RunExperiment';
import { SettingValueView } from './SettingValueView';

interface Props {
  behind: CategorySettings;
  service: string;
  node: string;
  /** The agent has told values. */
  isKnown: boolean;
  /** They have not arrived, or could not be loaded. */
  isPending: boolean;
}

export function SettingsList({ behind: { settings, problems }, service, node, isKnown, isPending }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <>
      {!isKnown && !isPending && problems.length === 0 && (
        <Alert severity="info" title={t('task.category-settings.unknown-title', 'Present values are not known')}>
          {t(
            'task.category-settings.unknown',
            'They are read from the files of an Envoy while it is profiled. {{service}} is none, or its agent is older: update the agent and profile it again.',
            { service }
          )}
        </Alert>
      )}
      {problems.length > 0 && (
        <Alert
          severity="warning"
          title={t('task.category-settings.problems', 'Not all of its configuration could be read')}
        >
          <ul className={styles.problems}>
            {problems.map((problem) => (
              <li key={problem}>{problem}</li>
            ))}
          </ul>
        </Alert>
      )}
      <ul className={styles.list}>
        {settings.map((setting) => (
          <li key={setting.id} className={styles.setting} data-testid={testIds.categorySettings.setting(setting.id)}>
            <h4 className={styles.title}>{setting.title}</h4>
            <Values setting={setting} isKnown={isKnown} />
            <HowToChange setting={setting} />
            <RunExperiment settingId={setting.id} node={node} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Values({ setting: { values }, isKnown }: { setting: SettingBehind; isKnown: boolean }) {
  const styles = useStyles2(getStyles);
  if (values.length > 0) {
    return (
      <ul className={styles.values}>
        {values.map((value) => (
          <SettingValueView key={value.id} value={value} />
        ))}
      </ul>
    );
  }
  return isKnown ? (
    <Text color="secondary">
      {t('task.category-settings.nothing', 'Nothing in the visible configuration sets or uses it.')}
    </Text>
  ) : null;
}

function effectText(effect: SettingBehind['effect']): string {
  switch (effect) {
    case 'at-once':
      return t('task.category-settings.at-once', 'At once');
    case 'listener-drain':
      return t('task.category-settings.drain', 'With a new listener; connections of the old one drain');
    case 'restart':
      return t('task.category-settings.restart', 'With a restart of the proxy');
  }
}

function HowToChange({ setting: { envoy, istio, effect } }: { setting: SettingBehind }) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.facts}>
      <dt>{t('task.category-settings.in-envoy', 'In Envoy')}</dt>
      <dd>{envoy}</dd>
      <dt>{t('task.category-settings.in-istio', 'In Istio')}</dt>
      <dd>{istio ?? t('task.category-settings.envoy-filter', 'Only by an EnvoyFilter')}</dd>
      <dt>{t('task.category-settings.effect', 'A change counts')}</dt>
      <dd>{effectText(effect)}</dd>
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: 0, padding: 0 }),
  setting: css({
    padding: theme.spacing(2),
    marginBottom: theme.spacing(2),
    border: `1px solid ${theme.colors.border.weak}`,
    borderRadius: theme.shape.radius.default,
  }),
  title: css({ ...theme.typography.h5, margin: theme.spacing(0, 0, 1) }),
  problems: css({ margin: 0, paddingLeft: theme.spacing(2), overflowWrap: 'anywhere' }),
  values: css({ listStyle: 'none', margin: 0, padding: 0 }),
  facts: css({
    display: 'grid',
    gridTemplateColumns: 'max-content 1fr',
    gap: theme.spacing(0.25, 2),
    margin: theme.spacing(1.5, 0, 0),
    ...theme.typography.bodySmall,
    dt: { color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular },
    dd: { margin: 0, overflowWrap: 'anywhere' },
  }),
});
