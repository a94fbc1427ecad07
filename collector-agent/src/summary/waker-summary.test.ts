import assert from 'node:assert/strict';
import { test } from 'node:test';
import { WAIT_CLASSES, WAKER_KINDS } from '@meshprof/contracts';
import type { WakerTotals } from '@meshprof/native';
import { summarizeWakers } from './waker-summary.ts';

const waitClass = (id: string): number => WAIT_CLASSES.findIndex((row) => row.id === id);
const kind = (id: string): number => WAKER_KINDS.findIndex((row) => row.id === id);

const ROW: WakerTotals = {
  tgid: 7,
  tid: 7,
  waitClass: waitClass('network'),
  kind: kind('process'),
  wakerTgid: 9,
  wakerTid: 9,
  wakerProcess: '',
  wakerThread: '',
  waits: 2n,
  timeNs: 30n,
};

test('sums threads on both sides, keeps wait classes and kinds apart', () => {
  const summary = summarizeWakers([
    ROW,
    { ...ROW, tid: 8, wakerTid: 10, wakerProcess: 'client', waits: 1n, timeNs: 5n },
    { ...ROW, kind: kind('network'), wakerTgid: 0, wakerTid: 0, waits: 4n, timeNs: 100n },
    { ...ROW, waitClass: waitClass('poll-idle'), wakerProcess: 'client', waits: 1n, timeNs: 1n },
  ]);
  assert.deepEqual(summary, [
    { waitClass: 'network', kind: 'network', waits: 4, timeNs: 100 },
    { waitClass: 'network', kind: 'process', pid: 9, process: 'client', waits: 3, timeNs: 35 },
    { waitClass: 'poll-idle', kind: 'process', pid: 9, process: 'client', waits: 1, timeNs: 1 },
  ]);
});
