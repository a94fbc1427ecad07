import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Text, useStyles2 } from '@grafana/ui';
import type { ListedTarget } from '@meshprof/contracts';
import { VerdictCell } from './VerdictCell';

interface Props {
  target: ListedTarget;
  /** Its heading has already said what the group's processes have in common. */
  isInGroup: boolean;
}

export function TargetServiceCell({ target, isInGroup }: Props) {
  const styles = useStyles2(getStyles);
  const { service, process, namespace, workload, pod } = target;
  const name = isInGroup ? (pod ?? process) : service;
  const details = isInGroup
    ? [process !== name && process, workload !== undefined && service !== workload && service]
    : [process !== service && process, namespace, pod];
  const text = details.filter(Boolean).join(' · ');
  return (
    <div className={isInGroup ? styles.indented : undefined}>
      <Text weight={isInGroup ? 'regular' : 'medium'}>{name}</Text>
      {text && (
        <div>
          <Text variant="bodySmall" color="secondary">
            {text}
          </Text>
        </div>
      )}
      {target.verdict === 'refused' && (
        <div className={styles.narrowOnly}>
          <VerdictCell target={target} />
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  narrowOnly: css({ [theme.breakpoints.up('md')]: { display: 'none' } }),
  indented: css({ paddingLeft: theme.spacing(4), [theme.breakpoints.down('md')]: { paddingLeft: theme.spacing(1) } }),
});
