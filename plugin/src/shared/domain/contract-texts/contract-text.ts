import { t } from '../t';

/** The tables of contracts whose texts the app shows. */
export type ContractTable =
  | 'category'
  | 'wait'
  | 'waker'
  | 'profile-type'
  | 'reason'
  | 'loss'
  | 'loss-unit'
  | 'setting'
  | 'setting-note'
  | 'metric'
  | 'knob'
  | 'undo'
  | 'abort'
  | 'void'
  | 'problem';

/**
 * A text of a table of contracts in the user's language. English is the table itself; other languages have it in
 * src/locales under `contracts`, by table, id and field (decision 0055).
 */
export const contractText = (table: ContractTable, id: string, field: string, english: string): string =>
  t(`contracts.${table}.${id}.${field}`, english);
