/** A profile type id as Pyroscope writes it, `process_cpu:cpu:nanoseconds:cpu:nanoseconds`, taken apart. */
export interface StoredType {
  readonly name: string;
  readonly sampleType: string;
  /** Grafana's id of the unit. */
  readonly grafanaUnit: string;
}

const GRAFANA_UNITS: Readonly<Record<string, string>> = { nanoseconds: 'ns', count: 'short', bytes: 'bytes' };

export function parseStoredType(id: string): StoredType {
  const [name = '', sampleType = '', unit = ''] = id.split(':');
  return { name, sampleType, grafanaUnit: GRAFANA_UNITS[unit] ?? unit };
}
