import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Button, FilterInput, useStyles2 } from '@grafana/ui';
import { t } from '../domain/t';

interface Props {
  search: {
    value: string;
    onChange: (text: string) => void;
    placeholder: string;
    /** For screen readers, where the placeholder lists what is searched. */
    label?: string;
    autoFocus?: boolean;
    'data-testid'?: string;
  };
  /** There where something is filtered, else not. */
  onClear?: () => void;
  children: ReactNode;
}

/** Above a list: search first, the choices beside it, and the way back to everything. */
export function FilterBar({ search, onClear, children }: Props) {
  const styles = useStyles2(getStyles);
  const { label = search.placeholder, ...input } = search;
  return (
    <div className={styles.bar} role="search">
      <div className={styles.search}>
        <FilterInput escapeRegex={false} aria-label={label} {...input} />
      </div>
      {children}
      {onClear && (
        <Button variant="secondary" fill="text" icon="times" onClick={onClear}>
          {t('shared.clear-filters', 'Clear filters')}
        </Button>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  bar: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1),
    marginBottom: theme.spacing(2),
  }),
  search: css({ flex: '1 1 300px', maxWidth: 520 }),
});
