import React, { type ReactNode } from 'react';
import { css } from '@emotion/css';
import { useStyles2 } from '@grafana/ui';

interface Props {
  /** Id of the control in it, which a hidden label names. */
  id?: string;
  label?: string;
  /** Wide enough for several values. */
  isWide?: boolean;
  children: ReactNode;
}

/** Room for one control of a FilterBar. */
export function FilterChoice({ id, label, isWide = false, children }: Props) {
  const styles = useStyles2(getStyles);
  return (
    <div className={isWide ? styles.wide : styles.choice}>
      {label && (
        <label className="sr-only" htmlFor={id}>
          {label}
        </label>
      )}
      {children}
    </div>
  );
}

const getStyles = () => ({
  choice: css({ flex: '0 1 160px', minWidth: 120 }),
  wide: css({ flex: '0 1 240px', minWidth: 150 }),
});
