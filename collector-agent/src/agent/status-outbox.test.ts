import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { test } from 'node:test';
import type { StatusReport, StatusResponse, TargetState } from '@meshprof/contracts';
import { createLogger } from '../logs/logger.ts';
import type { CallResult } from './http-json.ts';
import { StatusOutbox } from './status-outbox.ts';

function report(taskId: string, state: TargetState, samplesKept = 0): StatusReport {
  return { taskId, targetId: 'x', state, progress: { elapsedMs: 0, samplesKept, samplesLost: 0, switches: 0 } };
}

type Answer = CallResult<StatusResponse>;
const TAKEN: Answer = { kind: 'ok', value: { stop: false } };

function outbox(answer: (report: StatusReport) => Answer | Promise<Answer>, stored: StatusReport[] = []) {
  const sent: StatusReport[] = [];
  const stopped: string[] = [];
  const disk = { reports: stored };
  const made = new StatusOutbox({
    send: async (each) => {
      sent.push(each);
      return answer(each);
    },
    state: {
      readPendingReports: () => disk.reports,
      writePendingReports: (reports) => void (disk.reports = [...reports]),
    },
    onStop: (key) => stopped.push(key),
    onResult: () => undefined,
    logger: createLogger('silent'),
  });
  return { made, sent, stopped, disk };
}

/** Runs until nothing waits. */
async function runUntilEmpty(made: StatusOutbox): Promise<void> {
  const abort = new AbortController();
  const running = made.run(abort.signal);
  while (!made.isEmpty) await sleep(2);
  await sleep(2);
  abort.abort();
  await running;
}

test('of each target only the newest report is sent', async () => {
  const { made, sent } = outbox(() => TAKEN);
  made.report(report('t1', 'running', 1));
  made.report(report('t2', 'running', 1));
  made.report(report('t1', 'running', 2));
  await runUntilEmpty(made);
  assert.deepEqual(
    sent.map(({ taskId, progress }) => [taskId, progress.samplesKept]),
    [
      ['t2', 1],
      ['t1', 2],
    ]
  );
});

test('a final report is kept, on disk too, until it was taken', async () => {
  let away = true;
  const { made, sent, disk } = outbox(() => (away ? { kind: 'unavailable', detail: 'away' } : TAKEN));
  const abort = new AbortController();
  const running = made.run(abort.signal);
  made.report(report('t1', 'completed'));
  await sleep(20);
  assert.equal(sent.length, 1);
  assert.deepEqual([...made.unacknowledged], ['t1/x']);
  assert.equal(disk.reports.length, 1);
  away = false;
  while (!made.isEmpty) await sleep(5);
  abort.abort();
  await running;
  assert.deepEqual(disk.reports, []);
});

test('a new process sends what an earlier one could not', async () => {
  const { made, sent } = outbox(() => TAKEN, [report('t9', 'failed')]);
  assert.deepEqual([...made.unacknowledged], ['t9/x']);
  await runUntilEmpty(made);
  assert.equal(sent[0]?.taskId, 't9');
});

test('a newer report that comes while one is on its way is sent after it', async () => {
  const { made, sent } = outbox(async ({ state }) => {
    if (state === 'running') made.report(report('t1', 'completed'));
    await sleep(5);
    return TAKEN;
  });
  made.report(report('t1', 'running'));
  await runUntilEmpty(made);
  assert.deepEqual(
    sent.map(({ state }) => state),
    ['running', 'completed']
  );
});

test('a report that the controller will never take is not repeated for ever', async () => {
  const { made, sent, disk } = outbox(() => ({ kind: 'refused', status: 400, detail: 'no' }));
  made.report(report('t1', 'completed'));
  await runUntilEmpty(made);
  assert.equal(sent.length, 1);
  assert.deepEqual(disk.reports, []);
});

test('the controller’s wish to stop reaches the session', async () => {
  const { made, stopped } = outbox(() => ({ kind: 'ok', value: { stop: true } }));
  made.report(report('t1', 'running'));
  await runUntilEmpty(made);
  assert.deepEqual(stopped, ['t1/x']);
});
