import { SELECTOR_LABELS, type PrometheusCondition, type SelectorLabel } from '@meshprof/contracts';

type SelectorFrom = NonNullable<PrometheusCondition['selectorFrom']>;

export type ReadSelectorFrom = { ok: true; selectorFrom: SelectorFrom } | { ok: false; problem: string };

/** `pod=pod_name, namespace` → which label of a series names which label of the processes; alone it means the same name. */
export function readSelectorFrom(text: string): ReadSelectorFrom {
  const selectorFrom: SelectorFrom = {};
  for (const part of text.split(',').map((piece) => piece.trim())) {
    if (part === '') {
      continue;
    }
    const [name = '', series = name, ...rest] = part.split('=').map((piece) => piece.trim());
    const label = SELECTOR_LABELS.find((known): known is SelectorLabel => known === name);
    if (label === undefined || series === '' || rest.length > 0) {
      return { ok: false, problem: part };
    }
    selectorFrom[label] = series;
  }
  return { ok: true, selectorFrom };
}

/** The other way, which reads back as the same. */
export const writeSelectorFrom = (selectorFrom: SelectorFrom): string =>
  Object.entries(selectorFrom)
    .map(([label, series]) => (label === series ? label : `${label}=${series}`))
    .join(', ');
