import type { AuditLog } from '../audit/audit-log.ts';
import { deleteOldExperiments } from '../experiments/experiment-retention.ts';
import type { Leadership } from '../storage/leadership.ts';
import type { Storage } from '../storage/open-storage.ts';
import { deleteOldAuditEntries } from './audit-retention.ts';
import { deleteOldTasks } from './task-retention.ts';

/** How long what has ended is kept. */
export interface RetentionSettings {
  /** Tasks, counted from their end; their profiles are the store's business. */
  readonly taskDays: number;
  /** Experiments with their reports, counted from their end. */
  readonly experimentDays: number;
  readonly auditDays: number;
}

export const DEFAULT_RETENTION: RetentionSettings = { taskDays: 30, experimentDays: 365, auditDays: 365 };

export const RETENTION_EVERY_MS = 60_000;

export interface RetentionParts {
  readonly storage: Storage;
  readonly audit: AuditLog;
  readonly leadership: Leadership;
  readonly now: () => number;
}

const DAY_MS = 24 * 3_600_000;

/** Of one round, so that years of tasks do not keep the database busy at a stretch: at most 2,000 tasks a minute. */
const BATCHES_A_ROUND = 100;

/** Deletes in small transactions what has passed its time. */
export async function applyRetention(parts: RetentionParts, settings: RetentionSettings): Promise<void> {
  const nowMs = parts.now();
  await inBatches(parts.leadership, () => deleteOldTasks(parts, nowMs - settings.taskDays * DAY_MS));
  await inBatches(parts.leadership, () => deleteOldExperiments(parts, nowMs - settings.experimentDays * DAY_MS));
  await inBatches(parts.leadership, () => deleteOldAuditEntries(parts, nowMs - settings.auditDays * DAY_MS));
}

async function inBatches(leadership: Leadership, deleteBatch: () => Promise<{ more: boolean }>): Promise<void> {
  for (let batch = 0; batch < BATCHES_A_ROUND && leadership.isLeader; batch += 1) {
    if (!(await deleteBatch()).more) return;
  }
}
