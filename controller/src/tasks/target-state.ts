import { FINAL_TARGET_STATES, type TargetState } from '@meshprof/contracts';

/**
 * The life of one target inside a task. It only moves forward: waiting → running → draining → a final state.
 *
 * `lost` is the controller's guess about an agent it no longer hears. The agent's own last word replaces it, because a
 * cut-off agent finishes its session and delivers later. Every other final state stays.
 */
export function isFinalTargetState(state: TargetState): boolean {
  return (FINAL_TARGET_STATES as readonly TargetState[]).includes(state);
}

/** The state after a report, which may be late, repeated or out of order. */
export function nextTargetState(current: TargetState, reported: TargetState): TargetState {
  if (current === 'lost') return isFinalTargetState(reported) && reported !== 'skipped' ? reported : current;
  if (isFinalTargetState(current)) return current;
  // Nothing can be skipped that has begun.
  if (reported === 'skipped' && current !== 'waiting') return current;
  return rank(reported) > rank(current) ? reported : current;
}

function rank(state: TargetState): number {
  switch (state) {
    case 'waiting':
      return 0;
    case 'running':
      return 1;
    case 'draining':
      return 2;
    case 'completed':
    case 'failed':
    case 'skipped':
    case 'cancelled':
    case 'lost':
      return 3;
  }
}
