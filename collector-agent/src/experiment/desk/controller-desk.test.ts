import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { ExperimentAssignment, ExperimentOrders, ExperimentStatus } from '@meshprof/contracts';
import type { CallResult } from '../../agent/http-json.ts';
import { ControllerDesk } from './controller-desk.ts';
import { type ReadExperiments, readExperiments } from './read-experiments.ts';

const HANG_LIMIT_MS = 30_000;

const ASSIGNMENT: ExperimentAssignment = {
  experimentId: 'e1',
  spec: {
    driver: 'envoy-runtime',
    target: { node: 'n' },
    baseline: { name: 'off', knobs: [] },
    variants: [{ name: 'on', knobs: [{ knob: 'tracing.sampling', percent: 100 }] }],
    load: { generator: 'external' },
    guards: { deadManMs: 6_000 },
  },
  seed: 1,
  order: 'run',
};
const STATUS: ExperimentStatus = { sequence: 1, state: 'running', slots: [] };
const LOST: CallResult<never> = { kind: 'unavailable', detail: 'away' };

/** Answers polls one by one, then waits for ever. */
function deskWith(
  polls: CallResult<ReadExperiments>[],
  reports: (id: string, status: ExperimentStatus) => CallResult<ExperimentOrders>
) {
  const asked: { version: number; waitMs: number }[] = [];
  const warnings: unknown[] = [];
  const desk = new ControllerDesk({
    link: {
      pollExperiments: (version, waitMs, signal) => {
        asked.push({ version, waitMs });
        const next = polls.shift();
        if (next !== undefined) return Promise.resolve(next);
        return new Promise((resolve) => signal.addEventListener('abort', () => resolve(LOST), { once: true }));
      },
      reportExperiment: (id, status) => Promise.resolve(reports(id, status)),
    },
    logger: { warn: (...args: unknown[]) => void warnings.push(args) },
    onResult: () => undefined,
  });
  return { desk, asked, warnings };
}

const ok = (value: unknown): CallResult<ReadExperiments> => ({
  kind: 'ok',
  value: readExperiments(value as Parameters<typeof readExperiments>[0]),
});
const until = async (isTrue: () => boolean) => {
  while (!isTrue()) await new Promise((resolve) => setTimeout(resolve, 5));
};

test(
  'hands the list on, asks again at a third of the dead-man time, and from 0 after a failure',
  { timeout: HANG_LIMIT_MS },
  async () => {
    const lists: string[][] = [];
    const polls = [ok({ version: 7, experiments: [ASSIGNMENT] }), LOST, ok({ version: 8, experiments: [] })];
    const { desk, asked } = deskWith(polls, () => LOST);
    desk.listen((list) => lists.push(list.map(({ experimentId }) => experimentId)));
    await until(() => asked.length === 4);
    assert.deepEqual(lists, [['e1'], []]);
    assert.deepEqual(asked, [
      { version: 0, waitMs: 25_000 },
      { version: 7, waitMs: 2_000 },
      { version: 0, waitMs: 2_000 },
      { version: 8, waitMs: 25_000 },
    ]);
    await desk.close();
  }
);

test('tells orders, an experiment that the controller does not know, and silence apart', async () => {
  const answers: CallResult<ExperimentOrders>[] = [
    { kind: 'ok', value: { order: 'pause' } },
    { kind: 'refused', status: 404, detail: 'no such experiment' },
    { kind: 'refused', status: 413, detail: 'too large' },
    { kind: 'unauthorized', detail: 'who are you' },
    LOST,
  ];
  const { desk, warnings } = deskWith([], () => answers.shift() ?? LOST);
  assert.deepEqual(await desk.report('e1', STATUS), { kind: 'order', order: 'pause' });
  assert.deepEqual(await desk.report('e1', STATUS), { kind: 'unknown' });
  assert.deepEqual(await desk.report('e1', STATUS), { kind: 'silence', detail: 'too large' });
  assert.equal(warnings.length, 1);
  const heardMs = desk.lastHeardMs();
  for (const detail of ['who are you', 'away']) {
    assert.deepEqual(await desk.report('e1', STATUS), { kind: 'silence', detail });
  }
  assert.equal(desk.lastHeardMs(), heardMs, 'a refused credential is no word of the controller');
});

test(
  'reports what it cannot read as aborted, so that the node does not wait for it',
  { timeout: HANG_LIMIT_MS },
  async () => {
    const reports: [string, ExperimentStatus][] = [];
    const strange = { ...ASSIGNMENT, experimentId: 'e2', spec: { ...ASSIGNMENT.spec, driver: 'teleport' } };
    const { desk } = deskWith([ok({ version: 1, experiments: [strange, 'nonsense', ASSIGNMENT] })], (id, status) => {
      reports.push([id, status]);
      return { kind: 'ok', value: { order: 'run' } };
    });
    const lists: string[][] = [];
    desk.listen((list) => lists.push(list.map(({ experimentId }) => experimentId)));
    await until(() => reports.length === 1);
    assert.deepEqual(lists, [['e1']]);
    const [[id, status]] = reports as [[string, ExperimentStatus]];
    assert.deepEqual([id, status.sequence, status.state, status.abortReason], ['e2', 0, 'aborted', 'preflight-failed']);
    assert.match(status.detail ?? '', /cannot read the experiment: spec\/driver/);
    await desk.close();
  }
);
