import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Text, useStyles2 } from '@grafana/ui';
import { type ListedTarget, REASONS, type ReasonCode } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

const isReasonCode = (code: string): code is ReasonCode => Object.hasOwn(REASONS, code);

/** Whether the process can be profiled; if not, why and what to do. */
export function VerdictCell({ target }: { target: ListedTarget }) {
  const styles = useStyles2(getStyles);
  if (target.verdict === 'profilable') {
    return (
      <span className={styles.profilable}>
        <Icon name="check" /> {t('targets.verdict.profilable', 'Profilable')}
      </span>
    );
  }
  const remedy = isReasonCode(target.reasonCode) ? REASONS[target.reasonCode].remedy : undefined;
  return (
    <div>
      <span className={styles.refused}>
        <Icon name="ban" /> {target.reason}
      </span>
      {remedy && (
        <div>
          <Text variant="bodySmall" color="secondary">
            {remedy}
          </Text>
        </div>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  profilable: css({ color: theme.colors.success.text, whiteSpace: 'nowrap' }),
  refused: css({ color: theme.colors.text.primary }),
});
