import type { TaskTarget } from '@meshprof/contracts';
import type { ProfileRef } from '../../routes';
import { labelSelector } from './label-selector';
import { storeSelector } from './store-selector';

const HOUR_MS = 3_600_000;
/** How far back a profile is looked for, by the name of the item. */
export const EARLIER_MS = { hour: HOUR_MS, day: 24 * HOUR_MS, week: 7 * 24 * HOUR_MS } as const;
export type Earlier = keyof typeof EARLIER_MS;
export const EARLIER_STEPS = Object.keys(EARLIER_MS) as Earlier[];

/** Nobody profiles for the same seconds each day: shares compare well from windows of different lengths. */
const SHORTEST_WINDOW_MS = 10 * 60_000;

/** The services of these processes, whoever profiled them and when. */
export function servicesSelector(targets: ReadonlyArray<Pick<TaskTarget, 'service'>>): string {
  const services = [...new Set(targets.map(({ service }) => service))];
  const [first, second] = services;
  return second === undefined
    ? labelSelector({ 'service.name': first })
    : storeSelector({ 'service.name': { op: '=~', value: services.map(escaped).join('|') } });
}

/** The same services around the same time earlier, whoever profiled them. */
export function earlierRef(targets: readonly TaskTarget[], { from, to }: ProfileRef, earlier: Earlier): ProfileRef {
  const middle = (Number(from) + Number(to)) / 2 - EARLIER_MS[earlier];
  const half = Math.max(Number(to) - Number(from), SHORTEST_WINDOW_MS) / 2;
  return {
    labelSelector: servicesSelector(targets),
    from: String(Math.round(middle - half)),
    to: String(Math.round(middle + half)),
  };
}

/** Characters with a meaning in RE2, which stores match with. */
const escaped = (text: string) => text.replace(/[\\^$.|?*+()[\]{}]/g, '\\$&');
