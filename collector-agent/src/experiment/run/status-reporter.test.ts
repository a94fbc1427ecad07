import assert from 'node:assert/strict';
import { afterEach, test } from 'node:test';
import type { ExperimentStatus, SlotResult } from '@meshprof/contracts';
import type { DeskAnswer } from '../desk/desk.ts';
import type { RunState } from '../journal/run-state.ts';
import { StatusReporter } from './status-reporter.ts';

const RUN: DeskAnswer = { kind: 'order', order: 'run' };
const SILENCE: DeskAnswer = { kind: 'silence', detail: 'away' };

const slotOf = (slot: number): SlotResult => ({
  ...{ phase: 'variants', block: 0, slot, attempt: 0, variant: 'v', startUnixMs: 0, durationMs: 1, requests: 0 },
  ...{ failedRequests: 0, requestsPerSecond: 0, cpuNs: 0, cpuPerRequestUs: 0, switches: 0, treatment: [] },
  configHash: '',
});
const stateWith = (slots: number, more: Partial<RunState> = {}): RunState => ({
  ...{ experimentId: 'e1', seed: 1, startUnixMs: 0, state: 'running', isChanged: true, isReady: true },
  spec: {} as RunState['spec'],
  slots: Array.from({ length: slots }, (_, index) => slotOf(index)),
  ...{ restoreNotes: [], activeMs: 0, lastUnixMs: 0, records: slots + 1 },
  ...more,
});

let reporter: StatusReporter | undefined;
afterEach(() => reporter?.close());

function reporterOf(state: () => RunState, answer: (status: ExperimentStatus) => DeskAnswer) {
  const sent: ExperimentStatus[] = [];
  const answers: DeskAnswer[] = [];
  reporter = new StatusReporter({
    desk: {
      report: async (_id, status) => {
        await Promise.resolve();
        sent.push(status);
        return answer(status);
      },
    },
    state,
    progress: () => undefined,
    onAnswer: (heard) => answers.push(heard),
  });
  return { reporter, sent, answers };
}

test('slots are sent until an answer acknowledges them, and then no more', async () => {
  let isAway = true;
  const {
    reporter: told,
    sent,
    answers,
  } = reporterOf(
    () => stateWith(2),
    () => (isAway ? SILENCE : RUN)
  );
  assert.equal(await told.flush(), false);
  isAway = false;
  assert.equal(await told.flush(), true);
  await told.flush();
  assert.deepEqual(
    sent.map(({ slots }) => slots.length),
    [2, 2, 0]
  );
  assert.deepEqual(
    answers.map(({ kind }) => kind),
    ['silence', 'order', 'order']
  );
});

test('more slots than one report may have are sent in several', async () => {
  const { reporter: told, sent } = reporterOf(
    () => stateWith(130),
    () => RUN
  );
  assert.equal(await told.flush(), true);
  assert.deepEqual(
    sent.map(({ slots }) => slots.length),
    [64, 64, 2]
  );
});

test('the sequence rises within a process, and over that of the process before', async () => {
  const { reporter: first, sent } = reporterOf(
    () => stateWith(1),
    () => RUN
  );
  for (let count = 0; count < 3; count += 1) await first.flush();
  first.close();
  const second = reporterOf(
    () => stateWith(1, { records: 3 }),
    () => RUN
  );
  await second.reporter.flush();
  const sequences = [...sent, ...second.sent].map(({ sequence }) => sequence);
  assert.deepEqual(
    sequences.toSorted((a, b) => a - b),
    sequences
  );
  assert.equal(new Set(sequences).size, sequences.length);
});

test('what came while a report was under way is told by the next', async () => {
  let state = stateWith(0);
  const { reporter: told, sent } = reporterOf(
    () => state,
    () => {
      if (sent.length === 1) {
        state = stateWith(1, { state: 'restoring', abort: { reason: 'disk-full', detail: 'x'.repeat(3_000) } });
        told.tell();
      }
      return RUN;
    }
  );
  assert.equal(await told.flush(), true);
  const last = sent.at(-1);
  assert.deepEqual(
    [sent.length, last?.state, last?.abortReason, last?.detail?.length],
    [2, 'restoring', 'disk-full', 2_000]
  );
});
