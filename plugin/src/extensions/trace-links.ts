import { labelSelector } from '../shared/domain/label-selector';
import { newTaskUrl, profileUrl } from '../routes';
import { listOf, memberOf, numberOf, textOf } from './reading';
import { selectorOfLabels } from './selector-of-labels';

/** Resource attributes of a span, and the labels that they are in the table of alerts. */
const ATTRIBUTES: Record<string, string> = {
  'service.name': 'service.name',
  'k8s.cluster.name': 'cluster',
  'k8s.namespace.name': 'namespace',
  'service.namespace': 'namespace',
  'k8s.deployment.name': 'deployment',
  'k8s.statefulset.name': 'statefulset',
  'k8s.daemonset.name': 'daemonset',
  'k8s.pod.name': 'pod',
  'k8s.node.name': 'node',
};

/** Profiles are exported every ten seconds: a trace of milliseconds lies inside one of them. */
const MARGIN_MS = 10_000;
/** Times of a trace are microseconds. */
const US_PER_MS = 1000;

/** The profile of the trace's first service while the trace was made. */
export function traceProfileUrl(context: unknown): string | undefined {
  const { service } = rootOf(context);
  const startUs = numberOf(memberOf(context, 'startTime'));
  const endUs = numberOf(memberOf(context, 'endTime')) ?? add(startUs, numberOf(memberOf(context, 'duration')));
  if (service === undefined || startUs === undefined || endUs === undefined || startUs <= 0 || endUs < startUs) {
    return undefined;
  }
  return profileUrl({
    labelSelector: labelSelector({ 'service.name': service }),
    from: String(Math.floor(startUs / US_PER_MS) - MARGIN_MS),
    to: String(Math.ceil(endUs / US_PER_MS) + MARGIN_MS),
  });
}

/** A task on the trace's first service, now. */
export function traceTaskUrl(context: unknown): string | undefined {
  const { service, labels } = rootOf(context);
  const selector = selectorOfLabels(labels);
  return selector === undefined ? undefined : newTaskUrl({ selector, title: service });
}

/** The process of the span that began first, as the trace's entry into the system. */
function rootOf(context: unknown): { service?: string; labels: Record<string, string> } {
  const spans = listOf(memberOf(context, 'spans'));
  const process = memberOf(earliest(spans), 'process');
  const [firstService] = listOf(memberOf(context, 'services'));
  const service = textOf(memberOf(process, 'serviceName')) ?? textOf(memberOf(firstService, 'name'));
  return { service, labels: { ...attributesOf(process), ...(service !== undefined && { 'service.name': service }) } };
}

function earliest(spans: readonly unknown[]): unknown {
  const startOf = (span: unknown) => numberOf(memberOf(span, 'startTime')) ?? Infinity;
  return spans.reduce((first, span) => (startOf(span) < startOf(first) ? span : first), spans[0]);
}

function attributesOf(process: unknown): Record<string, string> {
  const labels: Record<string, string> = {};
  for (const tag of listOf(memberOf(process, 'tags'))) {
    const key = textOf(memberOf(tag, 'key')) ?? '';
    const value = textOf(memberOf(tag, 'value'));
    const label = Object.hasOwn(ATTRIBUTES, key) ? ATTRIBUTES[key] : undefined;
    if (label !== undefined && value !== undefined) {
      labels[label] = value;
    }
  }
  return labels;
}

const add = (a: number | undefined, b: number | undefined) => (a === undefined || b === undefined ? undefined : a + b);
