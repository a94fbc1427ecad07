import type { AppSettings } from '@shared/domain/app-settings';
import { pickMetricsDataSource } from '@shared/infrastructure/metrics-query';
import { pickProfileDataSource } from '@shared/infrastructure/profile-query';
import { probeController } from '../infrastructure/probe-controller';
import { controllerFindings } from './controller-findings';
import { metricsFinding, profilesFinding } from './data-source-findings';
import type { Finding } from './finding';

/** Everything that the app's settings name, asked at the same time. */
export async function checkConnection(settings: AppSettings): Promise<Finding[]> {
  const [controller, profiles, metrics] = await Promise.all([
    probeController(),
    profilesFinding(pickProfileDataSource(settings.dataSourceUid)),
    metricsFinding(pickMetricsDataSource(settings.prometheusUid), settings.defaultThroughputQuery),
  ]);
  return [...controllerFindings(controller), profiles, metrics];
}
