import type { AlertDelivery, SelectorLabel } from '@meshprof/contracts';

export interface DeliveryLabel {
  name: string;
  value: string;
  /** What it said about the processes, if it was used. */
  usedAs?: SelectorLabel;
}

/** The labels of the alert, those first that found its processes. */
export function deliveryLabels({ labels, usedLabels }: Pick<AlertDelivery, 'labels' | 'usedLabels'>): DeliveryLabel[] {
  const uses = Object.entries(usedLabels) as Array<[SelectorLabel, string]>;
  const useOf = new Map(uses.map(([label, name]) => [name, label]));
  return Object.entries(labels)
    .filter(([name]) => name !== 'alertname')
    .map(([name, value]) => ({ name, value, usedAs: useOf.get(name) }))
    .sort((a, b) => Number(b.usedAs !== undefined) - Number(a.usedAs !== undefined) || a.name.localeCompare(b.name));
}
