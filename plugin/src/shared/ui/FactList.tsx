import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

export interface Fact {
  id: string;
  title: string;
  value: ReactNode;
}

interface Props {
  /** `false` for what there is nothing to say about. */
  facts: ReadonlyArray<Fact | false>;
}

/** Facts about one thing, name beside value; on narrow screens below it. */
export function FactList({ facts }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <dl className={styles.list}>
      {facts
        .filter((fact) => fact !== false)
        .map(({ id, title, value }) => (
          <div key={id} className={styles.row}>
            <dt className={styles.title}>{title}</dt>
            <dd className={styles.value}>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  list: css({ margin: 0 }),
  row: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(120px, 180px) minmax(0, 1fr)',
    gap: theme.spacing(1),
    padding: theme.spacing(0.75, 0),
    borderBottom: `1px solid ${theme.colors.border.weak}`,
    '&:last-child': { borderBottom: 0 },
    [theme.breakpoints.down('sm')]: { gridTemplateColumns: '1fr', gap: 0 },
  }),
  title: css({ color: theme.colors.text.secondary, fontWeight: theme.typography.fontWeightRegular, margin: 0 }),
  value: css({ margin: 0, overflowWrap: 'anywhere' }),
});
