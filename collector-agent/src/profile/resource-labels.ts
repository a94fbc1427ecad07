import type { ResourceLabel } from '@meshprof/contracts';
import { cleanText, LABEL_VALUE_MAX_BYTES } from './clean-text.ts';
import type { ProcessProfile } from './process-profile.ts';

/** What OTLP calls a service that nobody named. */
const UNKNOWN_SERVICE = 'unknown_service';

/** The labels of a profile's series, in the order of RESOURCE_LABELS; only those that are known. */
export function resourceLabels(profile: ProcessProfile): [ResourceLabel, string | number][] {
  const { identity, taskId } = profile;
  const labels: [ResourceLabel, string | number][] = [
    ['service.name', identity.service || UNKNOWN_SERVICE],
    ['cluster', identity.cluster ?? ''],
    ['namespace', identity.namespace ?? ''],
    ['workload', identity.workload ?? ''],
    ['pod', identity.pod ?? ''],
    ['container', identity.container ?? ''],
    ['node', identity.node],
    ['process', identity.process],
    ['process_pid', identity.pid],
    ['role', identity.role],
    ['task_id', taskId ?? ''],
  ];
  return labels
    .filter(([, value]) => value !== '')
    .map(([label, value]) => [label, typeof value === 'number' ? value : cleanText(value, LABEL_VALUE_MAX_BYTES)]);
}
