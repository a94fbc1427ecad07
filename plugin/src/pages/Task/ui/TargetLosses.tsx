import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { LossRow } from '@shared/domain/loss-rows';
import { t } from '@shared/domain/t';
import { Disclosure } from '@shared/ui/Disclosure';
import { LossList } from '@shared/ui/LossList';
import { testIds } from '../../../test-ids';

/** Each cause with its counter, what is missing and what to do. Nothing if nothing was lost. */
export function TargetLosses({ losses }: { losses: LossRow[] }) {
  const styles = useStyles2(getStyles);
  if (losses.length === 0) {
    return null;
  }
  return (
    <div className={styles.box} data-testid={testIds.losses.box}>
      <Disclosure
        title={t('task.losses.toggle', '{{count}} causes of losses', {
          count: losses.length,
          defaultValue_one: 'One cause of losses',
        })}
        data-testid={testIds.losses.toggle}
      >
        <LossList losses={losses} />
      </Disclosure>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ box: css({ margin: theme.spacing(0, 0, 2) }) });
