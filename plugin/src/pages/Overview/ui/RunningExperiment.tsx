import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { TextLink, useStyles2 } from '@grafana/ui';
import type { ExperimentSummary } from '@meshprof/contracts';
import { lookOfExperimentState } from '@shared/domain/experiment/experiment-state-look';
import { t } from '@shared/domain/t';
import { ExperimentProgressBar } from '@shared/ui/experiment/ExperimentProgressBar';
import { StateBadge } from '@shared/ui/StateBadge';
import { experimentUrl } from '../../../routes';

/** What changes a proxy now is what somebody who looks at it must know first. */
export function RunningExperiment({ experiment: { id, title, state, progress } }: { experiment: ExperimentSummary }) {
  const styles = useStyles2(getStyles);
  return (
    <li>
      <div className={styles.head}>
        <TextLink href={experimentUrl(id)} inline={false}>
          {t('overview.running.experiment', 'Experiment: {{title}}', { title: title || id })}
        </TextLink>
        <StateBadge look={lookOfExperimentState(state)} />
      </div>
      {progress && <ExperimentProgressBar progress={progress} label={title} />}
    </li>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  head: css({ display: 'flex', justifyContent: 'space-between', gap: theme.spacing(1) }),
});
