import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { PluginPage } from '@grafana/runtime';
import { Button, useStyles2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { LoadMore } from '@shared/ui/LoadMore';
import { QueryProblem } from '@shared/ui/QueryProblem';
import { testIds } from '../../../test-ids';
import { useAlertsPage } from '../domain/use-alerts-page';
import { ConnectCard } from './ConnectCard';
import { DeliveriesTable } from './DeliveriesTable';
import { DeliveryDrawer } from './DeliveryDrawer';
import { DeliveryFilters } from './DeliveryFilters';
import { NoDeliveries } from './NoDeliveries';

export default function AlertsPage() {
  const styles = useStyles2(getStyles);
  const { data, actions } = useAlertsPage();
  const { query, deliveries, isEmpty, showsConnect, openId, opened } = data;
  return (
    <PluginPage
      subTitle={t('alerts.page.subtitle', 'Alerts that were delivered to the controller, and what came of each.')}
      actions={
        <Button
          variant="secondary"
          icon="plug"
          onClick={() => actions.showConnect(!showsConnect)}
          aria-expanded={showsConnect}
          data-testid={testIds.alerts.connect}
        >
          {showsConnect
            ? t('alerts.page.hide-connect', 'Hide set-up')
            : t('alerts.page.connect', 'Connect to alerting')}
        </Button>
      }
    >
      <div data-testid={testIds.alerts.page} className={styles.page}>
        {showsConnect && <ConnectCard />}
        <QueryProblem query={query} failed={t('alerts.page.failed', 'The alerts could not be loaded')} />
        {query.isPending && <Loading text={t('alerts.page.loading', 'Loading alerts…')} />}
        {query.data && !isEmpty && <DeliveryFilters data={data} actions={actions} />}
        {query.data && deliveries.length === 0 && <NoDeliveries isEmpty={isEmpty} onClear={actions.clearFilters} />}
        {deliveries.length > 0 && <DeliveriesTable deliveries={deliveries} onOpen={actions.open} />}
        <LoadMore query={query} data-testid={testIds.alerts.more} />
        {openId !== undefined && <DeliveryDrawer opened={opened} onClose={actions.close} />}
      </div>
    </PluginPage>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({ display: 'flex', flexDirection: 'column', gap: theme.spacing(2) }),
});
