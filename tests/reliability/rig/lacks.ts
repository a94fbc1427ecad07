import { findPostgresBinaries } from '../../../controller/src/testing/postgres-cluster.ts';
import type { Fault } from '../faults/fault.ts';

/** What this machine has not that the fault needs, or false. */
export function lacksOf({ setting = {} }: Fault): string | false {
  if (setting.database !== 'postgresql' || findPostgresBinaries() !== undefined) return false;
  return "PostgreSQL is not installed (Debian's package postgresql)";
}
