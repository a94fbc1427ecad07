import type { AlertDelivery, AlertSource } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

export const titleOfSource = (source: AlertSource): string =>
  source === 'grafana' ? t('alerts.source.grafana', 'Grafana') : t('alerts.source.alertmanager', 'Alertmanager');

/** A request that was turned away has no name of an alert. */
export const titleOfDelivery = ({ alertName, source }: Pick<AlertDelivery, 'alertName' | 'source'>): string =>
  alertName || t('alerts.request-of', 'A request to {{source}}’s webhook', { source: titleOfSource(source) });
