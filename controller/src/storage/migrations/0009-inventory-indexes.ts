import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/**
 * For the filters of the list of targets that leave few of many: in the list's order where one value has more rows
 * than a page.
 */
const INDEXES = [
  ['namespace', 'service', 'id'],
  ['workload', 'service', 'id'],
  ['pod', 'service', 'id'],
  ['pid', 'service', 'id'],
  ['role', 'service', 'id'],
];

export const inventoryIndexes: Migration = {
  async up(db: Kysely<unknown>) {
    for (const columns of INDEXES) {
      await db.schema
        .createIndex(`inventory_targets_by_${columns.join('_')}`)
        .on('inventory_targets')
        .columns(columns)
        .execute();
    }
  },
};
