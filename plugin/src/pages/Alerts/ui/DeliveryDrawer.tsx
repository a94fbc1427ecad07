import React from 'react';
import { Drawer } from '@grafana/ui';
import type { AlertDelivery } from '@meshprof/contracts';
import type { UseQueryResult } from '@tanstack/react-query';
import { t } from '@shared/domain/t';
import { Loading } from '@shared/ui/Loading';
import { ProblemAlert } from '@shared/ui/ProblemAlert';
import { testIds } from '../../../test-ids';
import { titleOfDelivery, titleOfSource } from '../domain/delivery-look';
import { DeliveryDetails } from './DeliveryDetails';

interface Props {
  opened: UseQueryResult<AlertDelivery>;
  onClose: () => void;
}

export function DeliveryDrawer({ opened, onClose }: Props) {
  const { data: delivery } = opened;
  return (
    <Drawer
      title={delivery ? titleOfDelivery(delivery) : t('alerts.drawer.title', 'Alert')}
      subtitle={
        delivery && t('alerts.drawer.subtitle', 'Delivered by {{source}}', { source: titleOfSource(delivery.source) })
      }
      onClose={onClose}
      size="md"
    >
      <div data-testid={testIds.alerts.drawer}>
        {opened.isError && (
          <ProblemAlert error={opened.error} what={t('alerts.drawer.failed', 'The alert could not be loaded')} />
        )}
        {opened.isPending && <Loading text={t('alerts.drawer.loading', 'Loading the alert…')} />}
        {delivery && <DeliveryDetails delivery={delivery} />}
      </div>
    </Drawer>
  );
}
