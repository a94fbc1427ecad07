import type { ProfileTypeId } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

/** By what a profile can be taken apart, and narrowed down to one part. The id is the key in the URL. */
export type DimensionId =
  'category' | 'wait' | 'fault' | 'thread' | 'process' | 'pod' | 'container' | 'node' | 'workload' | 'service';

/** Series labels of each dimension; a process is told from another node's by two of them. */
const LABELS: Record<DimensionId, readonly string[]> = {
  category: ['cost_category'],
  wait: ['wait_class'],
  fault: ['fault_kind'],
  thread: ['thread'],
  process: ['process_pid', 'node'],
  pod: ['pod'],
  container: ['container'],
  node: ['node'],
  workload: ['workload'],
  service: ['service_name'],
};

/** Told with the parts, without telling them apart. */
const MORE_LABELS: Partial<Record<DimensionId, readonly string[]>> = { process: ['process'] };

export const DIMENSION_IDS = Object.keys(LABELS) as DimensionId[];

/** Every label that is asked for in some dimension. */
export const ALL_LABELS: readonly string[] = [...Object.values(LABELS), ...Object.values(MORE_LABELS)].flat();

export const isDimension = (text: string | undefined): text is DimensionId =>
  text !== undefined && Object.hasOwn(LABELS, text);

export const labelsToGroupBy = (id: DimensionId): string[] => [...LABELS[id], ...(MORE_LABELS[id] ?? [])];

export function dimensionTitle(id: DimensionId): string {
  switch (id) {
    case 'category':
      return t('profile-view.dimensions.category', 'Cost category');
    case 'wait':
      return t('profile-view.dimensions.wait', 'Wait class');
    case 'fault':
      return t('profile-view.dimensions.fault', 'Kind of fault');
    case 'thread':
      return t('profile-view.dimensions.thread', 'Thread');
    case 'process':
      return t('profile-view.dimensions.process', 'Process');
    case 'pod':
      return t('profile-view.dimensions.pod', 'Pod');
    case 'container':
      return t('profile-view.dimensions.container', 'Container');
    case 'node':
      return t('profile-view.dimensions.node', 'Node');
    case 'workload':
      return t('profile-view.dimensions.workload', 'Workload');
    case 'service':
      return t('profile-view.dimensions.service', 'Service');
  }
}

const PLACES: DimensionId[] = ['process', 'pod', 'container', 'node', 'workload', 'service'];

/** Beside the cost category, the most telling first. */
export function dimensionsOf(typeId: ProfileTypeId): DimensionId[] {
  switch (typeId) {
    case 'off-cpu-time':
    case 'off-cpu-switches':
    case 'loop-stalls':
    case 'wakeups':
      return ['wait', 'thread', ...PLACES];
    case 'page-faults':
      return ['fault', 'thread', ...PLACES];
    case 'on-cpu':
      return ['thread', ...PLACES];
  }
}

/** Separates the pid from the node; neither has one. */
const BETWEEN = '@';

/** The part that these labels belong to, as one text; empty where the series lacks the label. */
export const partOf = (id: DimensionId, labels: Readonly<Record<string, string>>): string =>
  LABELS[id]
    .map((label) => labels[label] ?? '')
    .join(BETWEEN)
    .replace(/@$/, '');

/** Label values that select a part. */
export function matchersOf(id: DimensionId, part: string): Record<string, string> {
  const [first = '', second] = LABELS[id];
  if (second === undefined) {
    return { [first]: part };
  }
  const [value = '', other = ''] = part.split(BETWEEN, 2);
  return { [first]: value, ...(other !== '' && { [second]: other }) };
}
