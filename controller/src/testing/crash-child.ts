/** Plays a scenario and dies by SIGKILL just before its n-th database statement. Arguments: database, run, n. */
import { StatementSync } from 'node:sqlite';
import pg from 'pg';
import { playScenario } from './crash-scenario.ts';

const [database = '', run = '', n = ''] = process.argv.slice(2);
let left = Number(n);

function countDown(): void {
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
}

function dieInside<K extends string>(prototype: Record<K, (...values: never[]) => unknown>, method: K): void {
  const original = prototype[method];
  prototype[method] = function (this: unknown, ...values: never[]) {
    countDown();
    return original.apply(this, values);
  };
}

dieInside(StatementSync.prototype as unknown as Record<string, () => unknown>, 'run');
dieInside(StatementSync.prototype as unknown as Record<string, () => unknown>, 'all');
dieInside(pg.Client.prototype as unknown as Record<string, () => unknown>, 'query');

await playScenario(database, run);
