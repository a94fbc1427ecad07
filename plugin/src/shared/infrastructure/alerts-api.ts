import type { AlertDelivery, AlertOutcome, AlertSource, Page } from '@meshprof/contracts';
import { request } from './controller-request';

const DELIVERIES_PAGE_SIZE = 50;

export interface DeliveryFilter {
  outcome?: AlertOutcome;
  source?: AlertSource;
  /** Part of the alert's name. */
  alert?: string;
}

/** Newest first. */
export const listDeliveries = (
  filter: DeliveryFilter,
  cursor: string | undefined,
  signal?: AbortSignal
): Promise<Page<AlertDelivery>> =>
  request('read/v1/alerts/deliveries', { params: { limit: DELIVERIES_PAGE_SIZE, ...filter, cursor }, signal });

export const getDelivery = (deliveryId: string, signal?: AbortSignal): Promise<AlertDelivery> =>
  request(`read/v1/alerts/deliveries/${encodeURIComponent(deliveryId)}`, { signal });
