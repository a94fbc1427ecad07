import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { outcomeOf, type SessionFacts } from './session-outcome.ts';

const WHOLE: SessionFacts = {
  end: { kind: 'duration' },
  delivered: { kind: 'ok' },
  stop: undefined,
  hasNothing: false,
  lacksBefore: false,
  wasRestarted: false,
  hadMore: true,
};

const ended = (facts: Partial<SessionFacts>) => {
  const { state, reasonCode } = outcomeOf({ ...WHOLE, ...facts });
  return [state, reasonCode];
};

describe('what a session has come to', () => {
  it('is complete as a matter of course, also if the process did nothing', () => {
    assert.deepEqual(ended({}), ['completed', undefined]);
    assert.deepEqual(ended({ hasNothing: true, hadMore: false }), ['completed', undefined]);
  });

  it('has a gap if its agent was restarted, unless all that was counted went with the agent before', () => {
    assert.deepEqual(ended({ wasRestarted: true }), ['completed', 'agent-restarted']);
    assert.deepEqual(ended({ wasRestarted: true, hasNothing: true }), ['failed', 'recording-lost']);
    // Of a process that slept nothing can be lost.
    assert.deepEqual(ended({ wasRestarted: true, hasNothing: true, hadMore: false }), ['completed', 'agent-restarted']);
  });

  it('is as its process or its budget ended it, failed if that was before the first sample', () => {
    const exited = { end: { kind: 'exited' } } as const;
    assert.deepEqual(ended(exited), ['completed', 'process-exited']);
    assert.deepEqual(ended({ ...exited, hasNothing: true }), ['failed', 'process-exited']);
    const stopped = { end: { kind: 'stopped' }, stop: 'cpu-budget' } as const;
    assert.deepEqual(ended(stopped), ['completed', 'agent-cpu-budget']);
  });

  it('says first that somebody cancelled it, then what the way to the store did', () => {
    const cancelled = { end: { kind: 'stopped' }, stop: 'cancelled' } as const;
    assert.deepEqual(ended({ ...cancelled, delivered: { kind: 'failed', detail: '' } }), [
      'cancelled',
      'cancelled-by-user',
    ]);
    assert.deepEqual(ended({ delivered: { kind: 'failed', detail: '' } }), ['failed', 'export-failed']);
    assert.deepEqual(ended({ delivered: { kind: 'delayed', detail: '' } }), ['completed', 'export-delayed']);
  });
});
