import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { LinkButton, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { targetsUrl } from '../../../routes';
import { testIds } from '../../../test-ids';
import { AgentsBlock } from './AgentsBlock';
import { AlertsBlock } from './AlertsBlock';
import { CostsBlock } from './CostsBlock';
import { LastTasksBlock } from './LastTasksBlock';
import { RunningBlock } from './RunningBlock';
import { ServicesBlock } from './ServicesBlock';

/** The front door: what costs most, what runs, and whether all is well. */
export default function OverviewPage() {
  const styles = useStyles2(getStyles);
  return (
    <PluginPage
      subTitle={t(
        'overview.page.subtitle',
        'What the mesh spends its CPU time on, and what Meshprof is doing about it.'
      )}
      actions={
        <LinkButton href={targetsUrl()} icon="fire" data-testid={testIds.overview.profile}>
          {t('overview.page.profile', 'Profile a service')}
        </LinkButton>
      }
    >
      <div className={styles.grid} data-testid={testIds.overview.page}>
        <div className={styles.column}>
          <CostsBlock />
          <ServicesBlock />
        </div>
        <div className={styles.column}>
          <RunningBlock />
          <LastTasksBlock />
          <AlertsBlock />
          <AgentsBlock />
        </div>
      </div>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  grid: css({
    display: 'grid',
    gridTemplateColumns: 'minmax(0, 3fr) minmax(0, 2fr)',
    gap: theme.spacing(2),
    [theme.breakpoints.down('lg')]: { gridTemplateColumns: 'minmax(0, 1fr)' },
  }),
  column: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2), minWidth: 0 }),
});
