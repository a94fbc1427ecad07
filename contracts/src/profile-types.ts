import type { EventId } from './events.ts';

/**
 * The profile types Meshprof writes. The OTLP shape of each is what Pyroscope accepts (docs/decisions/0003):
 * CPU as samples/count with a period, off-CPU time without period, all else with a period of one and a period type.
 */
export interface ValueType {
  readonly type: string;
  readonly unit: string;
}

export interface ProfileType {
  /** Identifier in our own API and user interface. */
  readonly id: 'on-cpu' | 'off-cpu-time' | 'off-cpu-switches' | 'wakeups' | 'loop-stalls' | 'page-faults';
  /** The type as Pyroscope and the embedded store name it once stored. */
  readonly storedAs: string;
  readonly sampleType: ValueType;
  /** Absent where Pyroscope wants none. */
  readonly periodType?: ValueType;
  readonly title: string;
  /** Unit of the stored values, as a Grafana unit id. */
  readonly grafanaUnit: 'ns' | 'short';
  /** Event of a task that yields this profile. */
  readonly event: EventId;
  /** Only if this option of the event was chosen, too. */
  readonly option?: keyof ProfileOptions;
}

/** What a session tells beside its events. */
export interface ProfileOptions {
  /** Who ended the waits. */
  readonly wakers?: boolean;
  /** What event loops did while they did not wait for events for long. */
  readonly stalls?: boolean;
}

export const PROFILE_TYPES = [
  {
    id: 'on-cpu',
    storedAs: 'process_cpu:cpu:nanoseconds:cpu:nanoseconds',
    sampleType: { type: 'samples', unit: 'count' },
    periodType: { type: 'cpu', unit: 'nanoseconds' },
    title: 'On-CPU time',
    grafanaUnit: 'ns',
    event: 'on-cpu',
  },
  {
    id: 'off-cpu-time',
    storedAs: 'off_cpu:off_cpu:nanoseconds::',
    sampleType: { type: 'off_cpu', unit: 'nanoseconds' },
    title: 'Off-CPU time',
    grafanaUnit: 'ns',
    event: 'off-cpu',
  },
  {
    id: 'off-cpu-switches',
    storedAs: 'off_cpu:switches:count:off_cpu:count',
    sampleType: { type: 'switches', unit: 'count' },
    periodType: { type: 'off_cpu', unit: 'count' },
    title: 'Off-CPU switches',
    grafanaUnit: 'short',
    event: 'off-cpu',
  },
  {
    id: 'wakeups',
    storedAs: 'off_cpu:wakeups:count:off_cpu:count',
    sampleType: { type: 'wakeups', unit: 'count' },
    periodType: { type: 'off_cpu', unit: 'count' },
    title: 'Who ended the waits',
    grafanaUnit: 'short',
    event: 'off-cpu',
    option: 'wakers',
  },
  {
    id: 'loop-stalls',
    storedAs: 'loop_stall:stalls:nanoseconds:loop_stall:nanoseconds',
    sampleType: { type: 'stalls', unit: 'nanoseconds' },
    periodType: { type: 'loop_stall', unit: 'nanoseconds' },
    title: 'Loop stalls',
    grafanaUnit: 'ns',
    event: 'off-cpu',
    option: 'stalls',
  },
  {
    id: 'page-faults',
    storedAs: 'page_fault:page_faults:count:page_fault:count',
    sampleType: { type: 'page_faults', unit: 'count' },
    periodType: { type: 'page_fault', unit: 'count' },
    title: 'Page faults',
    grafanaUnit: 'short',
    event: 'page-fault',
  },
] as const satisfies readonly ProfileType[];

/** The profile types that these events yield, in the order of the table. */
export function profileTypesOfEvents(
  events: readonly EventId[],
  options: ProfileOptions = {}
): (typeof PROFILE_TYPES)[number][] {
  return PROFILE_TYPES.filter(
    (type) => events.includes(type.event) && (!('option' in type) || options[type.option] === true)
  );
}

export type ProfileTypeId = (typeof PROFILE_TYPES)[number]['id'];
