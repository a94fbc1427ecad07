import { NODE_METRICS, type NodeMetricId } from '@meshprof/contracts';
import { contractText } from './contract-text';

/** Units stay as they are measured: they come with every value, too. */
export function metricText(id: NodeMetricId): { title: string; meaning: string; unit: string } {
  const { title, meaning, unit } = NODE_METRICS[id];
  return {
    title: contractText('metric', id, 'title', title),
    meaning: contractText('metric', id, 'meaning', meaning),
    unit,
  };
}
