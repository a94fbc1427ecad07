import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Icon, Text, useStyles2 } from '@grafana/ui';
import type { ListedTarget } from '@meshprof/contracts';
import { remedyOfReason, translatedReason } from '@shared/domain/contract-texts/reason-texts';
import { t } from '@shared/domain/t';

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
  const { reason } = translatedReason<{ reasonCode: string; reason: string }>(target);
  const remedy = remedyOfReason(target.reasonCode);
  return (
    <div>
      <span className={styles.refused}>
        <Icon name="ban" /> {reason}
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
