import assert from 'node:assert/strict';
import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';

/** What a program is waited for with; fails where it ends first, which would be waited for until the limit. */
export function beforeItEnds<T>(child: ChildProcess, ready: Promise<T>): Promise<T> {
  const ended = once(child, 'exit').then(([code]) => assert.fail(`ended with ${String(code)} before it was ready`));
  return Promise.race([ready, ended]);
}
