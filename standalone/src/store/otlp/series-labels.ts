import type { KeyValue } from '../generated/opentelemetry/proto/common/v1/common_pb.js';
import { type Checked, invalid, valid } from '../checked.ts';
import { compareText, type Labels, PROFILE_TYPE_LABEL, SERVICE_NAME_LABEL } from '../labels.ts';
import type { Limits } from '../store-config.ts';
import { type Attribute, readAttribute, type StringLookup } from './attribute-values.ts';
import { profileTypeId, type StoredProfileType } from './profile-type.ts';

export const SERVICE_NAME_ATTRIBUTE = 'service.name';

/** Names that identify single requests: as labels they would make a series of each sample. */
const PER_REQUEST_ATTRIBUTES = new Set(['trace_id', 'span_id', 'profile_id']);

/** Attributes of a resource and its scope, the resource's first; of equal names the first counts. */
export function readResourceAttributes(
  attributes: readonly KeyValue[],
  strings: StringLookup
): Checked<readonly Attribute[]> {
  const read: Attribute[] = [];
  for (const attribute of attributes) {
    const one = readAttribute(attribute, strings);
    if (!one.ok) return invalid(`resource or scope attributes: ${one.reason}`);
    read.push(one.value);
  }
  return valid(read);
}

/** All labels of one series of a profile. Sample attributes give way to those of the resource. */
export function seriesLabels(options: {
  readonly type: StoredProfileType;
  readonly resource: readonly Attribute[];
  readonly sample: readonly Attribute[];
  readonly limits: Limits;
}): Checked<Labels> {
  const labels = new Map<string, string>();
  const add = (attributes: readonly Attribute[]): void => {
    for (const { name, value } of attributes) {
      if (name !== '' && value !== '' && !labels.has(name)) labels.set(name, value);
    }
  };
  add(options.resource);
  add(options.sample.filter(({ name }) => !PER_REQUEST_ATTRIBUTES.has(name) && name !== SERVICE_NAME_ATTRIBUTE));
  const problem = checkLabels(labels, options.limits);
  if (problem !== null) return invalid(problem);
  for (const [name, value] of ownLabels(options.type, serviceName(options.resource, options.sample))) {
    if (value === '') labels.delete(name);
    else labels.set(name, value);
  }
  return valid([...labels].sort((a, b) => compareText(a[0], b[0])));
}

function ownLabels(type: StoredProfileType, service: string): [string, string][] {
  return [
    ['__name__', type.name],
    ['__otel__', 'true'],
    ['__period_type__', type.periodType],
    ['__period_unit__', type.periodUnit],
    [PROFILE_TYPE_LABEL, profileTypeId(type)],
    ['__service_name__', service],
    ['__type__', type.sampleType],
    ['__unit__', type.sampleUnit],
    [SERVICE_NAME_LABEL, service],
  ];
}

function serviceName(resource: readonly Attribute[], sample: readonly Attribute[]): string {
  const find = (attributes: readonly Attribute[], wanted: string): string | undefined =>
    attributes.find(({ name, value }) => name === wanted && value !== '')?.value;
  const named = find(sample, SERVICE_NAME_ATTRIBUTE) ?? find(resource, SERVICE_NAME_ATTRIBUTE);
  if (named !== undefined) return named;
  const executable = find(resource, 'process.executable.name');
  return executable === undefined ? 'unknown_service' : `unknown_service:${executable}`;
}

function checkLabels(labels: ReadonlyMap<string, string>, limits: Limits): string | null {
  // service_name comes on top; the labels with two underscores are the store's own affair.
  if (labels.size + 1 > limits.maxLabelsPerSeries) {
    return `a series has ${labels.size + 1} labels, more than the ${limits.maxLabelsPerSeries} allowed`;
  }
  for (const [name, value] of labels) {
    if (!name.isWellFormed() || !value.isWellFormed()) return 'a label is not valid Unicode';
    if (Buffer.byteLength(name) > limits.maxLabelNameBytes) {
      return `label name "${name.slice(0, 40)}…" is longer than ${limits.maxLabelNameBytes} bytes`;
    }
    if (Buffer.byteLength(value) > limits.maxLabelValueBytes) {
      return `the value of label "${name.slice(0, 100)}" is longer than ${limits.maxLabelValueBytes} bytes`;
    }
  }
  return null;
}
