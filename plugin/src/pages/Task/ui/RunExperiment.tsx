import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { LinkButton, Text, useStyles2 } from '@grafana/ui';
import { knobsOfSetting, outOfReachOf } from '@shared/domain/experiment/knobs-of-setting';
import { reasonNotToExperiment } from '@shared/domain/permissions';
import { t } from '@shared/domain/t';
import { newExperimentUrl } from '../../../routes';
import { testIds } from '../../../test-ids';

/** From a cost to its proof: the designer, with this setting. Nothing where no experiment can turn it. */
export function RunExperiment({ settingId, node }: { settingId: string; node: string }) {
  const styles = useStyles2(getStyles);
  const reason = reasonNotToExperiment();
  const outOfReach = outOfReachOf(settingId);
  if (outOfReach !== undefined) {
    return (
      <Text variant="bodySmall" color="secondary" element="p">
        {t('task.category-settings.out-of-reach', 'No experiment can change it.')} {outOfReach}
      </Text>
    );
  }
  return knobsOfSetting(settingId).length === 0 ? null : (
    <div className={styles.box}>
      <LinkButton
        size="sm"
        variant="secondary"
        icon="vial"
        href={newExperimentUrl({ setting: settingId, node })}
        disabled={reason !== undefined}
        tooltip={reason ?? t('task.category-settings.experiment-about', 'Measure what it costs on this proxy')}
        data-testid={testIds.categorySettings.experiment(settingId)}
      >
        {t('task.category-settings.experiment', 'Run experiment')}
      </LinkButton>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({ box: css({ marginTop: theme.spacing(1.5) }) });
