import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import type { ExperimentAssignment, ExperimentStatus } from '@meshprof/contracts';
import { ParentDesk } from './parent-desk.ts';
import type { ChildMessage, ParentMessage } from './parent-messages.ts';

const ASSIGNMENT: ExperimentAssignment = {
  experimentId: 'e1',
  spec: {
    driver: 'envoy-runtime',
    target: { adminUrl: 'http://127.0.0.1:9901' },
    baseline: { name: 'off', knobs: [] },
    variants: [{ name: 'on', knobs: [] }],
    load: { generator: 'external' },
  },
  seed: 1,
  order: 'run',
};
const STATUS: ExperimentStatus = { sequence: 1, state: 'running', slots: [] };

/** The child's end of a channel, with a parent that the test plays. */
class FakeChannel extends EventEmitter {
  connected = true;
  readonly sent: ChildMessage[] = [];

  readonly send = (message: ChildMessage, callback: (error: Error | null) => void): boolean => {
    this.sent.push(message);
    callback(null);
    return true;
  };

  says(message: ParentMessage): void {
    this.emit('message', message);
  }

  ends(): void {
    this.connected = false;
    this.emit('disconnect');
  }
}

function deskOn(channel: FakeChannel): ParentDesk {
  return new ParentDesk(channel);
}

test('hands assignments on, and answers reports by their numbers', async () => {
  const channel = new FakeChannel();
  const desk = deskOn(channel);
  const orders: string[] = [];
  desk.listen(([assignment]) => orders.push(assignment?.order ?? ''));
  channel.says({ kind: 'assignment', assignment: ASSIGNMENT });
  channel.says({ kind: 'assignment', assignment: { ...ASSIGNMENT, order: 'pause' } });
  assert.deepEqual(orders, ['run', 'pause']);
  const answers = [desk.report('e1', STATUS), desk.report('e1', { ...STATUS, sequence: 2 })];
  const numbers = channel.sent.map((message) => (message.kind === 'status' ? message.number : -1));
  channel.says({ kind: 'answer', number: numbers[1] ?? 0, order: 'abort' });
  channel.says({ kind: 'answer', number: numbers[0] ?? 0, order: 'run' });
  assert.deepEqual(await Promise.all(answers), [
    { kind: 'order', order: 'run' },
    { kind: 'order', order: 'abort' },
  ]);
});

test('hears nothing in messages that are none', () => {
  const channel = new FakeChannel();
  const desk = deskOn(channel);
  const lists: unknown[] = [];
  desk.listen((assignments) => lists.push(assignments));
  const heardMs = desk.lastHeardMs();
  for (const message of [null, 'run', { kind: 'assignment' }, { kind: 'answer', number: 0, order: 'explode' }]) {
    channel.emit('message', message);
  }
  assert.deepEqual(lists, []);
  assert.equal(desk.lastHeardMs(), heardMs);
});

test('a parent that ends is told once, leaves no report waiting, and is sent nothing more', async () => {
  const channel = new FakeChannel();
  const desk = deskOn(channel);
  let gone = 0;
  desk.onGone(() => gone++);
  const waiting = desk.report('e1', STATUS);
  channel.ends();
  assert.equal((await waiting).kind, 'silence');
  const sent = channel.sent.length;
  desk.note('e1', 'nobody hears this');
  assert.equal((await desk.report('e1', STATUS)).kind, 'silence');
  assert.equal(channel.sent.length, sent);
  assert.equal(gone, 1);
  desk.onGone(() => gone++);
  assert.equal(gone, 2, 'who asks late is told at once');
});

test('a channel that was closed before anybody looked counts as a parent that ended', () => {
  const channel = new FakeChannel();
  channel.connected = false;
  let isGone = false;
  deskOn(channel).onGone(() => (isGone = true));
  assert.ok(isGone);
});
