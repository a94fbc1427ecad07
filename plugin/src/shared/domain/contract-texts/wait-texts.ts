import { WAIT_CLASSES, WAKER_KINDS } from '@meshprof/contracts';
import { contractText } from './contract-text';

/** An id that the table lacks stands for itself. */
function titleIn(table: 'wait' | 'waker', rows: ReadonlyArray<{ id: string; title: string }>, id: string): string {
  const row = rows.find((each) => each.id === id);
  return row ? contractText(table, id, 'title', row.title) : id;
}

export const waitClassTitle = (id: string): string => titleIn('wait', WAIT_CLASSES, id);

export const wakerTitle = (id: string): string => titleIn('waker', WAKER_KINDS, id);
