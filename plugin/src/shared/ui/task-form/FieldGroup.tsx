import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';

/** Fields that belong together, under a title that assistive tools read with each of them. */
export function FieldGroup({ legend, children }: { legend: string; children: ReactNode }) {
  const styles = useStyles2(getStyles);
  return (
    <fieldset className={styles.group}>
      <legend className={styles.legend}>{legend}</legend>
      <div className={styles.fields}>{children}</div>
    </fieldset>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  group: css({ border: 0, margin: 0, padding: 0, minWidth: 0 }),
  legend: css({ ...theme.typography.h6, marginBottom: theme.spacing(1) }),
  fields: css({
    display: 'flex',
    flexDirection: 'column',
    gap: theme.spacing(2),
    // A choice of a few is as wide as its words, not as the form.
    '& > [role="radiogroup"]': { alignSelf: 'flex-start' },
  }),
});
