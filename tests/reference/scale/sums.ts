import { HEARTBEAT_MS } from '@meshprof/contracts';
import type { Fleet } from './fleet.ts';
import type { MeasuredSizes } from './measured-sizes.ts';

const SECONDS_A_MINUTE = 60;
const MINUTE_MS = 60_000;
const MINUTES_A_DAY = 24 * 60;

export interface FleetSums {
  readonly alwaysOnProcesses: number;
  /** Over the network, gzipped. */
  readonly alwaysOnBytesASecond: number;
  /** What limits of the store count. */
  readonly rawBytesASecond: number;
  readonly taskBytesADay: number;
  readonly storedBytes: number;
  readonly series: number;
  /** Requests a second that the controller answers while nothing happens. */
  readonly controllerCallsASecond: number;
  readonly controlBytesASecond: number;
  readonly prometheusSeries: number;
}

/** Busy sidecars everywhere: a real fleet is below this. */
export function sumsOf(fleet: Fleet, sizes: MeasuredSizes): FleetSums {
  const { alwaysOnMinute, task, control, agentMetricSeries } = sizes;
  const alwaysOnProcesses = fleet.nodes * fleet.alwaysOnProcesses;
  const alwaysOnBytesADay = alwaysOnProcesses * alwaysOnMinute.sentBytes * MINUTES_A_DAY;
  const taskBytesADay = fleet.tasksADay * fleet.processesATask * task.sentBytes;
  const { inventoryReportBytes, restBytesAMinute } = control;
  const controlBytesAMinute = restBytesAMinute + fleet.inventoriesAMinute * inventoryReportBytes;
  // A heartbeat follows each poll.
  const callsAMinute = (2 * MINUTE_MS) / HEARTBEAT_MS + fleet.inventoriesAMinute;
  return {
    alwaysOnProcesses,
    alwaysOnBytesASecond: (alwaysOnProcesses * alwaysOnMinute.sentBytes) / SECONDS_A_MINUTE,
    rawBytesASecond: (alwaysOnProcesses * alwaysOnMinute.rawBytes) / SECONDS_A_MINUTE,
    taskBytesADay,
    storedBytes: (alwaysOnBytesADay + taskBytesADay) * fleet.retentionDays,
    series: alwaysOnProcesses * alwaysOnMinute.series,
    controllerCallsASecond: (fleet.nodes * callsAMinute) / SECONDS_A_MINUTE,
    controlBytesASecond: (fleet.nodes * controlBytesAMinute) / SECONDS_A_MINUTE,
    prometheusSeries: fleet.nodes * agentMetricSeries,
  };
}
