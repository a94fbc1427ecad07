import {
  type EventId,
  type PolicyRule,
  type PutPolicy,
  readSelectorText,
  SELECTOR_LABELS,
  type Selector,
  type TriggerRule,
} from '@meshprof/contracts';
import { t } from '@shared/domain/t';
import { MIB, MINUTE_MS, type PolicyForm, SECOND_MS } from './policy-form';
import { readSelectorFrom } from './selector-from-text';

export type PolicyField = keyof PolicyForm;
export type FieldErrors = Partial<Record<PolicyField, string>>;

export type PolicyRequest = { ok: true; policy: PutPolicy } | { ok: false; errors: FieldErrors };

/** The request that the form means, or what of its texts cannot be read; ranges are checked where they are typed. */
export function policyRequest(form: PolicyForm): PolicyRequest {
  const errors: FieldErrors = {};
  const selector = selectorOf(form, errors);
  const events = eventsOf(form);
  if (events.length === 0) {
    errors.onCpu = t('policies.form.no-event', 'Choose at least one.');
  }
  const rule = form.kind === 'trigger' ? triggerOf(form, selector, errors) : standingOf(form, selector ?? {});
  return Object.keys(errors).length > 0
    ? { ok: false, errors }
    : { ok: true, policy: { name: form.name.trim(), enabled: form.enabled, rule } };
}

/** What a field's rules ask for beside its range: that the request can be made of it. */
export const readable = (field: PolicyField) => (_: unknown, form: PolicyForm) => {
  const request = policyRequest(form);
  return request.ok || request.errors[field] || true;
};

function selectorOf(form: PolicyForm, errors: FieldErrors): Selector | undefined {
  const text = form.selector.trim();
  if (text === '' && form.kind === 'trigger' && form.source === 'prometheus') {
    return undefined;
  }
  if (text === '') {
    errors.selector = t('policies.form.no-selector', 'Say which processes, for example role="envoy-sidecar".');
    return undefined;
  }
  const read = readSelectorText(text);
  if (!read.ok) {
    errors.selector = t('policies.form.bad-selector', 'The selector {{problem}}.', { problem: read.problem });
    return undefined;
  }
  return read.selector;
}

export function eventsOf({ onCpu, offCpu, pageFaults }: PolicyForm): EventId[] {
  const chosen: Array<[boolean, EventId]> = [
    [onCpu, 'on-cpu'],
    [offCpu, 'off-cpu'],
    [pageFaults, 'page-fault'],
  ];
  return chosen.flatMap(([isChosen, event]) => (isChosen ? [event] : []));
}

function standingOf(form: PolicyForm, selector: Selector): PolicyRule {
  const { frequencyHz, maxTargetsPerNode, agentCpuPercent } = form;
  const standing = { selector, events: eventsOf(form), frequencyHz, maxTargetsPerNode, agentCpuPercent };
  return form.kind === 'flight-recorder'
    ? {
        kind: 'flight-recorder',
        ...standing,
        keepMs: Math.round(form.keepMinutes * MINUTE_MS),
        maxBytesPerNode: Math.round(form.maxMiBPerNode * MIB),
      }
    : { kind: 'always-on', ...standing };
}

function triggerOf(form: PolicyForm, selector: Selector | undefined, errors: FieldErrors): TriggerRule {
  return {
    kind: 'trigger',
    ...(selector && { selector }),
    condition: conditionOf(form, errors),
    periodMs: Math.round(form.periodSeconds * SECOND_MS),
    count: form.count,
    coolDownMs: Math.round(form.coolDownMinutes * MINUTE_MS),
    maxConcurrentTasks: form.maxConcurrentTasks,
    task: {
      events: eventsOf(form),
      frequencyHz: form.taskFrequencyHz,
      durationMs: Math.round(form.taskDurationSeconds * SECOND_MS),
      beforeMs: Math.round(form.beforeSeconds * SECOND_MS),
    },
  };
}

function conditionOf(form: PolicyForm, errors: FieldErrors): TriggerRule['condition'] {
  const { op, threshold, metric, source } = form;
  if (source === 'node') {
    return { source, metric, op, threshold };
  }
  const query = form.query.trim();
  if (query === '') {
    errors.query = t('policies.form.no-query', 'Write a query; each series of its result is watched by itself.');
  }
  const read = readSelectorFrom(form.selectorFrom);
  if (!read.ok) {
    errors.selectorFrom = t(
      'policies.form.bad-selector-from',
      '“{{part}}” cannot be read. Write label=label of the series, with commas between; labels are {{labels}}.',
      { part: read.problem, labels: SELECTOR_LABELS.join(', ') }
    );
  }
  const selectorFrom = read.ok ? read.selectorFrom : {};
  return {
    source,
    query,
    op,
    threshold,
    everyMs: Math.round(form.everySeconds * SECOND_MS),
    ...(Object.keys(selectorFrom).length > 0 && { selectorFrom }),
  };
}
