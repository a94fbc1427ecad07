import type { Migration } from 'kysely/migration';
import { initial } from './0001-initial.ts';
import { taskOptions } from './0002-task-options.ts';
import { audit } from './0003-audit.ts';
import { policies } from './0004-policies.ts';
import { alertDeliveries } from './0005-alert-deliveries.ts';
import { agentCredentials } from './0006-agent-credentials.ts';
import { targetLosses } from './0007-target-losses.ts';
import { assignmentNotifications } from './0008-assignment-notifications.ts';
import { inventoryIndexes } from './0009-inventory-indexes.ts';
import { targetSettings } from './0010-target-settings.ts';
import { experiments } from './0011-experiments.ts';
import { agentUsages } from './0012-agent-usages.ts';

/** In order of their names. A released migration is never changed: add the next one. */
export const ALL_MIGRATIONS: Record<string, Migration> = {
  '0001-initial': initial,
  '0002-task-options': taskOptions,
  '0003-audit': audit,
  '0004-policies': policies,
  '0005-alert-deliveries': alertDeliveries,
  '0006-agent-credentials': agentCredentials,
  '0007-target-losses': targetLosses,
  '0008-assignment-notifications': assignmentNotifications,
  '0009-inventory-indexes': inventoryIndexes,
  '0010-target-settings': targetSettings,
  '0011-experiments': experiments,
  '0012-agent-usages': agentUsages,
};
