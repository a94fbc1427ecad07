import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { EXPERIMENT_ORDERS, type ExperimentOrder } from '@meshprof/contracts';
import { journalFolder } from '../journal/journal-folder.ts';

const ORDER_FILE = 'order';

/** What somebody on this machine wants of a run, whoever leads it; `run` where nobody said anything. */
export function readLocalOrder(stateDir: string, experimentId: string): ExperimentOrder {
  try {
    const text = readFileSync(orderFile(stateDir, experimentId), 'utf8').trim();
    return EXPERIMENT_ORDERS.find((order) => order === text) ?? 'run';
  } catch {
    return 'run';
  }
}

/** A process that runs the experiment sees it within a second; one that starts later does too. */
export function writeLocalOrder(stateDir: string, experimentId: string, order: ExperimentOrder): void {
  const file = orderFile(stateDir, experimentId);
  if (order === 'run') rmSync(file, { force: true });
  else writeFileSync(file, `${order}\n`, { mode: 0o600, flush: true });
}

function orderFile(stateDir: string, experimentId: string): string {
  return path.join(journalFolder(stateDir, experimentId), ORDER_FILE);
}
