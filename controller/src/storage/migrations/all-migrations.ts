import type { Migration } from 'kysely/migration';
import { initial } from './0001-initial.ts';

/** In order of their names. A released migration is never changed: add the next one. */
export const ALL_MIGRATIONS: Record<string, Migration> = {
  '0001-initial': initial,
};
