import type { AlertRule, AlertSettings } from './alert-settings.ts';
import type { SelectorLabel } from './labels.ts';
import type { Selector } from './selectors.ts';

/** A selector that an alert's labels give. */
export interface MappedSelector {
  readonly selector: Selector;
  /** Selector label → alert label. */
  readonly used: Partial<Record<SelectorLabel, string>>;
}

interface Value {
  readonly value: string;
  readonly from: string;
}

/**
 * The selectors to try, in this order: of every rule that applies, the most exact first. Here, because the controller
 * maps what notifications carry, and the app what Grafana's pages show; both must mean the same processes.
 */
export function selectorsOf(
  labels: Readonly<Record<string, string>>,
  settings: Pick<AlertSettings, 'labels' | 'rules'>
): MappedSelector[] {
  const values = valuesOf(labels, settings.labels);
  const candidates: MappedSelector[] = [];
  for (const rule of settings.rules) {
    if (!rule.by.every((label) => values.has(label))) continue;
    candidates.push(...candidatesOf(rule, values));
    if (rule.stop === true) break;
  }
  return candidates;
}

function valuesOf(
  labels: Readonly<Record<string, string>>,
  names: AlertSettings['labels']
): ReadonlyMap<SelectorLabel, Value> {
  const values = new Map<SelectorLabel, Value>();
  for (const [label, sources] of Object.entries(names) as [SelectorLabel, string[]][]) {
    const from = sources.find((name) => Object.hasOwn(labels, name) && labels[name] !== '');
    if (from !== undefined) values.set(label, { from, value: valueOf(label, labels[from] ?? '') });
  }
  return values;
}

/** Prometheus names an instance with its port, and an IPv6 address in brackets. */
function valueOf(label: SelectorLabel, text: string): string {
  if (label !== 'node') return text;
  return text.replace(/:\d{1,5}$/, '').replace(/^\[(.*)\]$/, '$1');
}

function candidatesOf(rule: AlertRule, values: ReadonlyMap<SelectorLabel, Value>): MappedSelector[] {
  const present = (labels: readonly SelectorLabel[] = []) => labels.filter((label) => values.has(label));
  const base = [...rule.by, ...present(rule.with)];
  const narrow = present(rule.narrow).filter((label) => !base.includes(label));
  return Array.from({ length: narrow.length + 1 }, (_, dropped) =>
    selectorOf([...base, ...narrow.slice(0, narrow.length - dropped)], values)
  );
}

function selectorOf(labels: readonly SelectorLabel[], values: ReadonlyMap<SelectorLabel, Value>): MappedSelector {
  const entries = labels.flatMap((label) => {
    const value = values.get(label);
    return value === undefined ? [] : [{ label, ...value }];
  });
  return {
    selector: Object.fromEntries(entries.map(({ label, value }) => [label, value])),
    used: Object.fromEntries(entries.map(({ label, from }) => [label, from])),
  };
}
