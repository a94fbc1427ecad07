import { FLEETS } from './fleet.ts';
import { type MeasuredSizes, readMeasuredSizes } from './measured-sizes.ts';
import { type FleetSums, sumsOf } from './sums.ts';
import { filledPage } from '../filled-page.ts';
import { table } from '../markdown.ts';

const FILE = 'docs/guides/scale.md';

/** The guide with its tables of sizes and sums. */
export function scaleGuide(): string {
  const sizes = readMeasuredSizes();
  return filledPage(FILE, {
    sizes: `${sizesTable(sizes)}\n\nMeasured on ${sizes.measuredOn}.`,
    sums: sumsTable(sizes),
  });
}

function sizesTable({ alwaysOnMinute, task, control, targets, agentMetricSeries }: MeasuredSizes): string {
  return table(
    ['What', 'Sent (gzip)', 'Before gzip', 'Series'],
    [
      [
        'A minute of an always-on policy: on and off CPU, 19 Hz',
        bytes(alwaysOnMinute.sentBytes),
        bytes(alwaysOnMinute.rawBytes),
        number(alwaysOnMinute.series),
      ],
      ['A task of 10 s: on and off CPU, 99 Hz', bytes(task.sentBytes), bytes(task.rawBytes), number(task.series)],
      ['A minute of an agent without work', '', bytes(control.restBytesAMinute), ''],
      [
        `A report of all ${targets} processes of a node`,
        bytes(control.inventoryReportBytes),
        bytes(control.rawInventoryReportBytes),
        '',
      ],
      ['`/metrics` of an agent', '', '', number(agentMetricSeries)],
    ]
  );
}

function sumsTable(sizes: MeasuredSizes): string {
  const sums = FLEETS.map((fleet) => sumsOf(fleet, sizes));
  const row = (what: string, read: (sum: FleetSums) => string): string[] => [what, ...sums.map(read)];
  const assumed = (what: string, read: (fleet: (typeof FLEETS)[number]) => string): string[] => [
    what,
    ...FLEETS.map(read),
  ];
  return table(
    ['', ...FLEETS.map(({ nodes }) => `${number(nodes)} nodes`)],
    [
      assumed('Processes always on, a node', ({ alwaysOnProcesses }) => number(alwaysOnProcesses)),
      assumed('Tasks a day × processes', ({ tasksADay, processesATask }) => `${number(tasksADay)} × ${processesATask}`),
      assumed('Days kept', ({ retentionDays }) => number(retentionDays)),
      assumed('Reports of all processes, a node and minute', ({ inventoriesAMinute }) => number(inventoriesAMinute)),
      row('Processes always on', (sum) => number(sum.alwaysOnProcesses)),
      row('Profiles over the network', (sum) => `${bytes(sum.alwaysOnBytesASecond)}/s`),
      row('The same before gzip', (sum) => `${bytes(sum.rawBytesASecond)}/s`),
      row('Profiles of tasks', (sum) => `${bytes(sum.taskBytesADay)} a day`),
      row('Stored', (sum) => bytes(sum.storedBytes)),
      row('Series in the store', (sum) => number(sum.series)),
      row('Requests to the controller', (sum) => `${number(sum.controllerCallsASecond)}/s`),
      row('Traffic of the controller', (sum) => `${bytes(sum.controlBytesASecond)}/s`),
      row('Series in Prometheus from agents', (sum) => number(sum.prometheusSeries)),
    ]
  );
}

function number(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}

function bytes(value: number): string {
  const units = ['B', 'KB', 'MB', 'GB', 'TB', 'PB'];
  let unit = 0;
  let left = value;
  for (; left >= 1_000 && unit < units.length - 1; unit++) left /= 1_000;
  return `${left >= 10 || unit === 0 ? Math.round(left) : left.toFixed(1)} ${units[unit]}`;
}
