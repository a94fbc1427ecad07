import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Crossing, NODE_LOOK_EVERY_MS, type NodeMetricId, type Target, type Watch } from '@meshprof/contracts';
import { NodeMonitor } from './node-monitor.ts';
import type { ProcReading } from './proc-readings.ts';
import { MAX_PROCESSES } from './reading-history.ts';

function target(pid: number, more: Partial<Target> = {}): Target {
  const verdict = { verdict: 'profilable', reasonCode: 'profilable', reason: '' } as const;
  const facts = { service: 's', role: 'service', container: null, process: 'busy', threads: 1 } as const;
  return { pid, startTimeTicks: '1', ...verdict, ...facts, ...more };
}

function watch(metric: NodeMetricId, threshold: number, more: Partial<Watch> = {}): Watch {
  const condition = { selector: { process: 'busy' }, metric, op: '>', threshold, periodMs: 15_000, count: 2 } as const;
  return { policyId: 'p', ...condition, ...more };
}

/** A node whose numbers the test sets; each step is one look. */
class FakeNode {
  targets: Target[] = [target(1)];
  load = 0;
  readonly crossings: Crossing[] = [];
  readonly threadsAsked = new Map<number, number>();
  readonly monitor: NodeMonitor;
  /** Of each process, % of a CPU from now on. */
  readonly cpuPercent = new Map<number, number>();
  readonly #cpuMs = new Map<number, number>();
  #nowMs = 1_000_000;

  constructor() {
    this.monitor = new NodeMonitor({
      node: 'n1',
      agentId: () => 'a',
      targets: () => this.targets,
      onCrossing: (crossing) => this.crossings.push(crossing),
      now: () => this.#nowMs,
      read: (pid, maxThreads) => this.#read(pid, maxThreads),
      readLoad: () => this.load,
    });
  }

  look(times = 1): void {
    for (let n = 0; n < times; n++) {
      this.#nowMs += NODE_LOOK_EVERY_MS;
      for (const { pid } of this.targets) {
        const used = ((this.cpuPercent.get(pid) ?? 0) / 100) * NODE_LOOK_EVERY_MS;
        this.#cpuMs.set(pid, (this.#cpuMs.get(pid) ?? 0) + used);
      }
      this.monitor.look();
    }
  }

  #read(pid: number, maxThreads: number): ProcReading {
    this.threadsAsked.set(pid, maxThreads);
    const fixed = { startTimeTicks: '1', threads: 7, memoryMiB: 64 };
    const cpuMs = this.#cpuMs.get(pid) ?? 0;
    return {
      ...fixed,
      cpuMs,
      ...(maxThreads > 0 && { schedule: new Map([[pid, { runNs: cpuMs * 1e6, waitNs: 0 }]]) }),
    };
  }
}

describe('watches', () => {
  it('report a process when it has been beyond the threshold often enough, and since when', () => {
    const node = new FakeNode();
    node.targets = [target(1), target(2), target(3, { process: 'other' })];
    node.monitor.watch([watch('process-cpu', 80)]);
    node.look(2);
    node.cpuPercent.set(1, 95).set(3, 100);
    node.look();
    assert.deepEqual(node.crossings, []);
    node.look();
    assert.deepEqual(node.crossings, [
      { policyId: 'p', targetId: 'a:1:1', measured: 95, beganAgoMs: NODE_LOOK_EVERY_MS },
    ]);
  });

  it('report again every half minute while it goes on, and no longer when it is over', () => {
    const node = new FakeNode();
    node.monitor.watch([watch('process-cpu', 80)]);
    node.cpuPercent.set(1, 95);
    node.look(1 + 2 + 12);
    assert.equal(node.crossings.length, 3);
    node.cpuPercent.set(1, 5);
    node.look(20);
    assert.equal(node.crossings.length, 3);
  });

  it('measure threads, memory and the load of the node', () => {
    const node = new FakeNode();
    const once = { periodMs: 5_000, count: 1 };
    node.monitor.watch([
      watch('threads', 6, { policyId: 't', ...once }),
      watch('memory', 65, { policyId: 'm', ...once, op: '<' }),
      watch('system-load', 2, { policyId: 'l', ...once }),
      watch('system-load', 2, { policyId: 'elsewhere', ...once, selector: { process: 'nothing' } }),
    ]);
    node.load = 2.5;
    node.look();
    assert.deepEqual(
      node.crossings.map(({ policyId, targetId, measured }) => [policyId, targetId, measured]),
      [
        ['t', 'a:1:1', 7],
        ['m', 'a:1:1', 64],
        ['l', undefined, 2.5],
      ]
    );
  });

  it('read threads only of processes that are watched for it', () => {
    const node = new FakeNode();
    node.targets = [target(1), target(2, { process: 'other' })];
    node.monitor.watch([watch('off-cpu-share', 50, { op: '<' })]);
    node.cpuPercent.set(1, 90);
    node.look(3);
    assert.deepEqual([node.threadsAsked.get(1), node.threadsAsked.get(2)], [512, 0]);
    assert.equal(node.crossings[0]?.measured.toFixed(0), '10');
  });
});

describe('questions about the past', () => {
  const question = { questionId: 'q', ...watch('process-cpu', 80) };

  it('are answered from what was measured before anybody watched', () => {
    const node = new FakeNode();
    node.look(11);
    node.cpuPercent.set(1, 90);
    node.look(4);
    node.cpuPercent.set(1, 10);
    node.look(5);
    const { policyId: _policy, ...asked } = question;
    const answer = node.monitor.answer(asked);
    assert.deepEqual(
      {
        ...answer,
        highest: Math.round(answer.highest ?? 0),
        stretches: answer.stretches.map((each) => ({ ...each, extreme: Math.round(each.extreme) })),
      },
      {
        questionId: 'q',
        historyMs: 18 * NODE_LOOK_EVERY_MS,
        processes: 1,
        unmeasured: 0,
        notYetMeasured: 0,
        highest: 90,
        lowest: 0,
        stretches: [
          {
            targetId: 'a:1:1',
            what: 'CPU of busy (pid 1) on n1',
            fromAgoMs: 7 * NODE_LOOK_EVERY_MS,
            untilAgoMs: 5 * NODE_LOOK_EVERY_MS,
            extreme: 90,
          },
        ],
      }
    );
  });

  it('hold the course of the values if that is asked for', () => {
    const node = new FakeNode();
    node.targets = [target(1), target(2)];
    node.cpuPercent.set(1, 20).set(2, 60);
    node.look(9);
    node.cpuPercent.set(1, 90);
    node.look(4);
    const { policyId: _policy, ...asked } = question;
    assert.equal(node.monitor.answer(asked).course, undefined);
    const course = { overMs: 16 * NODE_LOOK_EVERY_MS, parts: 4 };
    const rounded = node.monitor.answer({ ...asked, course }).course?.map((value) => value && Math.round(value));
    // Nothing is known of the first three looks' time, and the first look has nothing to compare with.
    assert.deepEqual(rounded, [null, 60, 60, 90]);
  });

  it('reach back an hour at most', () => {
    const node = new FakeNode();
    node.look(1_000);
    assert.equal(node.monitor.answer(question).historyMs, 719 * NODE_LOOK_EVERY_MS);
  });

  it('about threads begin to measure what nobody watched', () => {
    const node = new FakeNode();
    node.cpuPercent.set(1, 50);
    node.look(3);
    const asked = { ...question, metric: 'off-cpu-share', op: '<', threshold: 60 } as const;
    const first = node.monitor.answer(asked);
    assert.deepEqual([first.processes, first.unmeasured, first.notYetMeasured], [0, 1, 1]);
    node.look(4);
    const later = node.monitor.answer(asked);
    assert.deepEqual([later.processes, later.stretches.length], [1, 1]);
  });

  it('say how many processes are too many', () => {
    const node = new FakeNode();
    node.targets = Array.from({ length: MAX_PROCESSES + 50 }, (_, index) => target(index + 1, { process: 'other' }));
    node.targets.push(target(9_999));
    node.monitor.watch([watch('process-cpu', 80)]);
    node.look(2);
    assert.equal(node.monitor.answer(question).processes, 1, 'what is watched comes first');
    const all = node.monitor.answer({ ...question, selector: { process: 'other' } });
    assert.deepEqual([all.processes, all.unmeasured, all.notYetMeasured], [MAX_PROCESSES - 2, 52, 0]);
  });

  it('do not take a process for one too many that is only new', () => {
    const node = new FakeNode();
    node.look(1);
    node.targets.push(target(2, { process: 'new' }));
    const asked = { ...question, selector: { process: 'new' } };
    const before = node.monitor.answer(asked);
    assert.deepEqual([before.processes, before.unmeasured, before.notYetMeasured], [0, 1, 1]);
    node.cpuPercent.set(2, 50);
    node.look(3);
    const later = node.monitor.answer(asked);
    assert.deepEqual([later.processes, later.unmeasured, later.notYetMeasured], [1, 0, 0]);
  });
});
