import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { PROFILE_TYPES, RESOURCE_LABELS, SAMPLE_LABELS, type Task } from '@meshprof/contracts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { freePortForEach } from '../harness/free-ports.ts';
import { type RunningCollector, startCollector } from '../harness/running-collector.ts';
import { type RunningMeshprof, startMeshprof } from '../harness/running-meshprof.ts';
import { runTask } from '../harness/run-task.ts';
import { reasonToSkip } from './harness/named-program.ts';
import { type FlameGraph, Querier, selfByStack } from './harness/querier.ts';
import { type RunningPyroscope, startPyroscope } from './harness/running-pyroscope.ts';

const FREQUENCY_HZ = 99;
const LABELS = [...RESOURCE_LABELS.map((label) => label.replace('.', '_')), ...SAMPLE_LABELS];
/** Larger than any graph here, so that neither store folds small nodes into one. */
const maxNodes = 1_000_000;

/** Agent → Collector → a real Pyroscope and the embedded store, which get the same bytes and must say the same. */
describe('a task’s profiles in a real Pyroscope', { skip: reasonToSkip('pyroscope'), timeout: 600_000 }, () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-pyroscope-'));
  let pyroscope: RunningPyroscope;
  let collector: RunningCollector;
  let meshprof: RunningMeshprof;
  let task: Task;
  let real: Querier;
  let embedded: Querier;
  let range: { start: number; end: number };
  let selector: string;

  before(async () => {
    pyroscope = await startPyroscope(folder);
    const ports = await freePortForEach();
    collector = await startCollector(ports.otlpGrpc, { alsoProfilesTo: pyroscope.port });
    meshprof = await startMeshprof({ ports, args: ['--no-prometheus', '--otlp-endpoint', collector.endpoint] });
    real = new Querier(pyroscope.port);
    embedded = new Querier(ports.storeQuery);
    const { pid } = await findDemoEnvoy(meshprof);
    task = await runTask(meshprof, {
      selector: { process_pid: pid },
      events: ['on-cpu', 'off-cpu', 'page-fault'],
      offCpu: { wakers: true, stallThresholdMs: 5 },
      frequencyHz: FREQUENCY_HZ,
      durationMs: 15_000,
    });
    range = { start: Date.parse(task.createdAt) - 60_000, end: Date.now() + 60_000 };
    selector = `{task_id="${task.id}"}`;
  });

  after(async () => {
    await meshprof?.stop();
    await collector?.kill();
    await pyroscope?.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** The same question to both; the embedded store's answer is what is expected. */
  async function assertSame<T>(method: string, request: object, order: (answer: T) => unknown): Promise<T> {
    const [ours, theirs] = await Promise.all([embedded.get<T>(method, request), real.get<T>(method, request)]);
    assert.deepEqual(order(theirs), order(ours));
    return theirs;
  }

  it('are there when the task has ended: each on-CPU sample, once', async (t) => {
    assert.equal(task.state, 'completed');
    const { samplesKept } = task.targets[0]!.progress;
    t.diagnostic(`${samplesKept} samples`);
    assert.ok(samplesKept > 100);
    const profileTypeID = 'process_cpu:cpu:nanoseconds:cpu:nanoseconds';
    const request = { ...range, profileTypeID, labelSelector: selector, maxNodes };
    const { flamegraph } = await real.get<{ flamegraph: FlameGraph & { total: string } }>(
      'SelectMergeStacktraces',
      request
    );
    assert.equal(Number(flamegraph.total), samplesKept * Math.round(1e9 / FREQUENCY_HZ));
  });

  it('have the types that contracts fixes', async () => {
    const { profileTypes } = await assertSame<{ profileTypes: { ID: string }[] }>(
      'ProfileTypes',
      range,
      (answer) => answer
    );
    const known: readonly string[] = PROFILE_TYPES.map(({ storedAs }) => storedAs);
    assert.deepEqual(
      profileTypes.map(({ ID }) => ID).filter((id) => !known.includes(id)),
      []
    );
  });

  it('have the same label names, all of which Pyroscope shows', async () => {
    const { names } = await assertSame<{ names: string[] }>(
      'LabelNames',
      { ...range, matchers: [selector] },
      ({ names }) => [...names].sort()
    );
    for (const label of ['service_name', 'task_id', 'process_pid', 'cost_category', 'wait_class', 'thread']) {
      assert.ok(names.includes(label), label);
    }
  });

  for (const name of LABELS) {
    it(`have the same values of ${name}`, async () => {
      await assertSame<{ names?: string[] }>(
        'LabelValues',
        { ...range, matchers: [selector], name },
        ({ names = [] }) => [...names].sort()
      );
    });
  }

  it('are the same series', async () => {
    await assertSame<{ labelsSet: { labels: { name: string; value: string }[] }[] }>(
      'Series',
      { ...range, matchers: [selector], labelNames: LABELS },
      ({ labelsSet }) =>
        labelsSet
          .map(({ labels }) =>
            labels
              .map(({ name, value }) => `${name}=${value}`)
              .sort()
              .join(' ')
          )
          .sort()
    );
  });

  for (const { storedAs } of PROFILE_TYPES) {
    it(`have the same stacks and values: ${storedAs}`, async (t) => {
      const request = { ...range, profileTypeID: storedAs, labelSelector: selector, maxNodes };
      const order = ({ flamegraph }: { flamegraph?: FlameGraph }) =>
        flamegraph === undefined ? [] : [...selfByStack(flamegraph)].sort();
      const answer = await assertSame<{ flamegraph?: FlameGraph }>('SelectMergeStacktraces', request, order);
      t.diagnostic(`${order(answer).length} stacks`);
    });
  }

  for (const [what, extra] of [
    ['a category', 'cost_category=~".+"'],
    ['all but one wait class', 'wait_class!="poll-idle"'],
    ['a thread by pattern', 'thread=~"wrk.*|worker.*"'],
    ['none that exists', 'role="no-such-role"'],
  ] as const) {
    it(`are narrowed down to the same stacks: ${what}`, async () => {
      for (const { storedAs } of PROFILE_TYPES) {
        const labelSelector = `{task_id="${task.id}",${extra}}`;
        await assertSame<{ flamegraph?: FlameGraph }>(
          'SelectMergeStacktraces',
          { ...range, profileTypeID: storedAs, labelSelector, maxNodes },
          ({ flamegraph }) => (flamegraph === undefined ? [] : [...selfByStack(flamegraph)].sort())
        );
      }
    });
  }

  for (const groupBy of [[], ['cost_category'], ['thread', 'wait_class']]) {
    it(`have the same course over time, by ${groupBy.join(' and ') || 'nothing'}`, async () => {
      for (const { storedAs } of PROFILE_TYPES) {
        await assertSame<{ series?: { labels: unknown[]; points: unknown[] }[] }>(
          'SelectSeries',
          { ...range, profileTypeID: storedAs, labelSelector: selector, groupBy, step: 15 },
          ({ series = [] }) => series.map((one) => JSON.stringify(one)).sort()
        );
      }
    });
  }

  it('give the same difference between two of their parts', async () => {
    const side = (labels: string) => ({
      ...range,
      profileTypeID: 'off_cpu:off_cpu:nanoseconds::',
      labelSelector: `{task_id="${task.id}",${labels}}`,
      maxNodes,
    });
    const request = { left: side('wait_class="poll-idle"'), right: side('wait_class!="poll-idle"') };
    await assertSame<{ flamegraph: { leftTicks: string; rightTicks: string } }>(
      'Diff',
      request,
      ({ flamegraph: { leftTicks, rightTicks } }) => ({ leftTicks, rightTicks })
    );
  });
});
