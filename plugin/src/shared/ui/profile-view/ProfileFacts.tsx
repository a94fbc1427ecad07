import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Tooltip, useStyles2 } from '@grafana/ui';
import { testIds } from '../../../test-ids';
import type { Fact } from '@shared/domain/profile-view/profile-facts';

export function ProfileFacts({ facts }: { facts: Fact[] }) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.list} data-testid={testIds.profile.facts}>
      {facts.map(({ id, title, value, meaning }) => (
        <div key={id} className={styles.fact}>
          <dt className={styles.title}>
            <Tooltip content={meaning}>
              <span tabIndex={0} className={styles.hint}>
                {title}
              </span>
            </Tooltip>
          </dt>
          <dd className={styles.value} data-testid={testIds.profile.fact(id)}>
            {value}
          </dd>
        </div>
      ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 4), margin: theme.spacing(0, 0, 2) }),
  fact: css({ display: 'flex', flexDirection: 'column' }),
  title: css({
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightRegular,
  }),
  hint: css({ textDecoration: `underline dotted ${theme.colors.border.strong}`, textUnderlineOffset: 3 }),
  value: css({ ...theme.typography.h4, margin: 0, fontVariantNumeric: 'tabular-nums' }),
});
