import React from 'react';
import { css } from '@emotion/css';
import { dateTimeFormat, type GrafanaTheme2 } from '@grafana/data';
import { Icon, LinkButton, useStyles2 } from '@grafana/ui';
import type { TaskCause } from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { alertsUrl, policiesUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { causeFacts } from '../domain/cause-facts';

function leadOf({ kind, name }: TaskCause): string {
  switch (kind) {
    case 'alert':
      return t('task.cause.alert', 'Started by the alert “{{name}}”', { name });
    case 'policy':
      return t('task.cause.policy', 'Started by the policy “{{name}}”', { name });
    case 'experiment':
      return t('task.cause.experiment', 'Started by the experiment “{{name}}”', { name });
  }
}

/** Why a task exists that no person asked for: the condition, what was measured, and since when. */
export function CauseCard({ cause }: { cause: TaskCause }) {
  const styles = useStyles2(getStyles);
  const { kind, detail, startedAt } = cause;
  return (
    <section className={styles.card} aria-label={t('task.cause.label', 'Cause')} data-testid={testIds.task.cause}>
      <div className={styles.head}>
        <Icon name={kind === 'alert' ? 'bell' : 'rocket'} />
        <strong>{leadOf(cause)}</strong>
        {startedAt && (
          <span className={styles.since}>
            {t('task.cause.since', 'since {{time}}', { time: dateTimeFormat(startedAt) })}
          </span>
        )}
        {kind !== 'experiment' && (
          <LinkButton variant="secondary" fill="text" size="sm" href={kind === 'alert' ? alertsUrl() : policiesUrl()}>
            {kind === 'alert' ? t('task.cause.alerts', 'Alerts') : t('task.cause.policies', 'Policies')}
          </LinkButton>
        )}
      </div>
      {detail && <p className={styles.detail}>{detail}</p>}
      <dl className={styles.facts}>
        {causeFacts(cause).map(({ id, title, value }) => (
          <div key={id}>
            <dt>{title}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  card: css({
    marginBottom: theme.spacing(2),
    padding: theme.spacing(1.5, 2),
    background: theme.colors.background.secondary,
    borderLeft: `3px solid ${theme.colors.warning.border}`,
    borderRadius: theme.shape.radius.default,
  }),
  head: css({ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: theme.spacing(1) }),
  since: css({ color: theme.colors.text.secondary }),
  detail: css({ margin: theme.spacing(0.5, 0, 0), overflowWrap: 'anywhere' }),
  facts: css({
    display: 'flex',
    flexWrap: 'wrap',
    gap: theme.spacing(1, 4),
    margin: theme.spacing(1, 0, 0),
    '&:empty': { display: 'none' },
    dt: { ...theme.typography.bodySmall, color: theme.colors.text.secondary },
    dd: { margin: 0, overflowWrap: 'anywhere' },
  }),
});
