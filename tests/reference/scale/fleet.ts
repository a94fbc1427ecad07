/** What the sums of docs/guides/scale.md assume of a fleet. */
export interface Fleet {
  readonly nodes: number;
  /** Processes a node that an always-on policy takes: the default of `maxTargetsPerNode`. */
  readonly alwaysOnProcesses: number;
  /** Tasks of people, alerts, triggers and schedules together. */
  readonly tasksADay: number;
  readonly processesATask: number;
  readonly retentionDays: number;
  /** Times a minute that processes of a node start or end, so that its agent reports all of them: 24 at most. */
  readonly inventoriesAMinute: number;
}

export const FLEETS: readonly Fleet[] = [
  { nodes: 10, alwaysOnProcesses: 8, tasksADay: 50, processesATask: 5, retentionDays: 14, inventoriesAMinute: 2 },
  { nodes: 1_000, alwaysOnProcesses: 8, tasksADay: 500, processesATask: 20, retentionDays: 14, inventoriesAMinute: 2 },
  {
    nodes: 10_000,
    alwaysOnProcesses: 8,
    tasksADay: 2_000,
    processesATask: 50,
    retentionDays: 14,
    inventoriesAMinute: 2,
  },
];
