import React from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Text, useStyles2 } from '@grafana/ui';
import type { Agent } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

/** What `meshprof check` says on that node. */
export function RequirementsList({ requirements }: { requirements: NonNullable<Agent['requirements']> }) {
  const styles = useStyles2(getStyles);
  const unmet = requirements.filter(({ met }) => !met);
  const met = requirements.filter((requirement) => requirement.met);
  return (
    <section>
      <Text element="h3" variant="h5">
        {t('agents.requirements.title', 'What its node offers')}
      </Text>
      <ul className={styles.list}>
        {unmet.map(({ id, needed, remedy }) => (
          <li key={id} className={styles.row}>
            <Icon
              name={needed ? 'times' : 'exclamation-triangle'}
              className={needed ? styles.unmet : styles.wish}
              title={t('agents.requirements.unmet', 'Missing')}
            />
            <div>
              <code>{id}</code>
              <div className={styles.remedy}>{remedy}</div>
            </div>
          </li>
        ))}
      </ul>
      <ul className={cx(styles.list, styles.met)} aria-label={t('agents.requirements.met', 'There')}>
        {met.map(({ id }) => (
          <li key={id}>
            <Icon name="check" /> {id}
          </li>
        ))}
      </ul>
    </section>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ listStyle: 'none', margin: theme.spacing(1, 0, 0), padding: 0 }),
  row: css({ display: 'flex', gap: theme.spacing(1), padding: theme.spacing(0.5, 0) }),
  met: css({
    display: 'grid',
    gridTemplateColumns: 'repeat(auto-fill, minmax(180px, 1fr))',
    gap: theme.spacing(0.5, 1),
    ...theme.typography.bodySmall,
    color: theme.colors.success.text,
  }),
  unmet: css({ color: theme.colors.error.text }),
  wish: css({ color: theme.colors.warning.text }),
  remedy: css({ color: theme.colors.text.secondary }),
});
