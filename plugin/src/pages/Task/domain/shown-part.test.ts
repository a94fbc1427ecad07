import { makeTask, makeTaskTarget } from '../../../testing/fixtures';
import { ALL_TARGETS, shownPartOf } from './shown-part';

const progress = { elapsedMs: 10_000, samplesKept: 900, samplesLost: 10, switches: 100 };
const first = makeTaskTarget({ id: 'a', pid: 1, progress: { ...progress, lostByCause: { 'on-cpu.ring-full': 10 } } });
const second = makeTaskTarget({
  id: 'b',
  pid: 2,
  progress: { ...progress, elapsedMs: 4000, lostByCause: { 'on-cpu.ring-full': 5, 'stack.depth': 1 } },
});
const failed = makeTaskTarget({ id: 'c', state: 'failed', profileStart: undefined, profileEnd: undefined });

describe('shownPartOf', () => {
  it('merges all targets that have a profile, and adds their counters up', () => {
    const part = shownPartOf(makeTask({ targets: [first, second, failed] }), ALL_TARGETS);
    expect(part).toMatchObject({
      id: 'all',
      subject: 'demo-envoy (2 processes)',
      progress: {
        elapsedMs: 10_000,
        samplesKept: 1800,
        samplesLost: 20,
        switches: 200,
        lostByCause: { 'on-cpu.ring-full': 15, 'stack.depth': 1 },
      },
      source: { labelSelector: '{task_id="task-1"}' },
    });
    expect(shownPartOf(makeTask({ targets: [first, second] }), undefined)?.id).toBe('all');
  });

  it('shows one target if told so, or if there is one', () => {
    const part = shownPartOf(makeTask({ targets: [first, second] }), 'b');
    expect(part).toMatchObject({ id: 'b', source: { labelSelector: '{task_id="task-1", process_pid="2"}' } });
    expect(shownPartOf(makeTask({ targets: [failed, first] }), undefined)?.id).toBe('a');
    expect(shownPartOf(makeTask({ targets: [first] }), 'unknown')?.id).toBe('a');
  });

  it('shows nothing of a target that delivered nothing', () => {
    const running = makeTaskTarget({ id: 'd', state: 'running' });
    expect(shownPartOf(makeTask({ targets: [failed, running] }), undefined)).toBeUndefined();
    expect(shownPartOf(makeTask({ targets: [failed, first] }), 'c')).toBeUndefined();
  });
});
