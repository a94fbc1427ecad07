import { t } from '@shared/domain/t';
import type { ThroughputPreset } from '../domain/throughput-presets';

export function presetTitle(id: ThroughputPreset['id']): string {
  switch (id) {
    case 'envoy-received':
      return t('throughput.preset.envoy-received', 'Envoy: requests received');
    case 'envoy-sent':
      return t('throughput.preset.envoy-sent', 'Envoy: requests sent, by cluster');
    case 'istio-received':
      return t('throughput.preset.istio-received', 'Istio: requests received, by service');
    case 'istio-sent':
      return t('throughput.preset.istio-sent', 'Istio: requests sent, by service');
  }
}
