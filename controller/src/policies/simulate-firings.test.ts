import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { completeRule, type CompleteTrigger } from './complete-rule.ts';
import { type PastSubject, simulateFirings } from './simulate-firings.ts';

const LOOK_EVERY_MS = 5_000;

function triggerWith(changes: object): CompleteTrigger {
  const condition = { source: 'node', metric: 'process-cpu', threshold: 80 } as const;
  return completeRule({ kind: 'trigger', selector: { process: 'x' }, condition, ...changes }) as CompleteTrigger;
}

const subject = (name: string, ...stretchesS: [number, number][]): PastSubject => ({
  subject: name,
  what: name,
  selector: { process_pid: 1 },
  stretches: stretchesS.map(([fromS, untilS]) => ({ fromMs: fromS * 1_000, untilMs: untilS * 1_000, extreme: 90 })),
});

function told(subjects: PastSubject[], rule: CompleteTrigger): [seconds: number, what: string, outcome: string][] {
  const { firings } = simulateFirings(subjects, rule, LOOK_EVERY_MS);
  return firings.map(({ at, what, outcome }) => [Date.parse(at) / 1_000, what, outcome]);
}

describe('simulated firings', () => {
  it('fire again after each cool-down of a condition that goes on', () => {
    const rule = triggerWith({ coolDownMs: 60_000, task: { durationMs: 10_000 } });
    assert.deepEqual(told([subject('a', [100, 220])], rule), [
      [100, 'a', 'started'],
      [105, 'a', 'cooling-down'],
      [160, 'a', 'started'],
      [165, 'a', 'cooling-down'],
      [220, 'a', 'started'],
    ]);
  });

  it('hold back what is too much at a time, and start it when a task has ended', () => {
    const rule = triggerWith({ maxConcurrentTasks: 1, task: { durationMs: 20_000 } });
    assert.deepEqual(told([subject('a', [0, 0]), subject('b', [0, 30])], rule), [
      [0, 'a', 'started'],
      [0, 'b', 'too-many-tasks'],
      [20, 'b', 'started'],
      [25, 'b', 'cooling-down'],
    ]);
  });

  it('start no second task of a process while the first runs, even without cool-down', () => {
    const rule = triggerWith({ coolDownMs: 0, maxConcurrentTasks: 5, task: { durationMs: 20_000 } });
    const starts = told([subject('a', [0, 45])], rule).filter(([, , outcome]) => outcome === 'started');
    assert.deepEqual(
      starts.map(([seconds]) => seconds),
      [0, 20, 40]
    );
  });

  it('say where a series names no process', () => {
    const past = { ...subject('a', [0, 10]), selector: { refusal: 'The series has no label pod.' } };
    const { firings } = simulateFirings([past], triggerWith({}), LOOK_EVERY_MS);
    assert.deepEqual(
      firings.map(({ outcome, detail }) => [outcome, detail]),
      [['refused', 'The series has no label pod.']]
    );
  });

  it('end, and say so, where the past is too much to follow', () => {
    const simulation = simulateFirings([subject('a', [0, 600_000])], triggerWith({}), LOOK_EVERY_MS);
    assert.equal(simulation.cutAtMs, 100_000 * LOOK_EVERY_MS);
  });
});
