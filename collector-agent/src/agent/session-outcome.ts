import { type ReasonCode, REASONS, type TargetState } from '@meshprof/contracts';
import type { ResourceStop } from '../limits/resource-guard.ts';
import type { RecordingEnd } from '../session/recording.ts';
import type { DeliveryOutcome } from './profile-delivery.ts';

/** Why a session ends before its time. */
export type SessionStop = 'cancelled' | 'shutdown' | 'cpu-budget' | ResourceStop;

export interface SessionOutcome {
  readonly state: Extract<TargetState, 'completed' | 'failed' | 'cancelled'>;
  readonly reasonCode?: ReasonCode;
  readonly detail?: string;
}

/** What a session has come to when it has handed over its last window. */
export interface SessionFacts {
  readonly end: RecordingEnd;
  readonly delivered: DeliveryOutcome;
  readonly stop: SessionStop | undefined;
  /** It gave neither samples nor waits, nor did what an agent before it exported. */
  readonly hasNothing: boolean;
  /** The flight recorder was asked for what had been before, and had nothing. */
  readonly lacksBefore: boolean;
  readonly wasRestarted: boolean;
  /** Somebody counted samples or waits, exported or not. */
  readonly hadMore: boolean;
}

/** Why a session ended that its task's budget or one of the agent's own limits stopped. */
const STOP_REASONS = {
  'cpu-budget': 'agent-cpu-budget',
  'cpu-limit': 'agent-cpu-limit',
  'memory-limit': 'agent-memory-limit',
} as const satisfies Record<'cpu-budget' | ResourceStop, ReasonCode>;

/** Cancelled and shut-down sessions say so first; what was recorded until then is exported all the same. */
export function outcomeOf(facts: SessionFacts): SessionOutcome {
  const { end, delivered, hasNothing } = facts;
  const stop = end.kind === 'stopped' ? facts.stop : undefined;
  if (stop === 'cancelled') return { state: 'cancelled', reasonCode: 'cancelled-by-user' };
  if (delivered.kind === 'failed') return { state: 'failed', reasonCode: 'export-failed', detail: delivered.detail };
  if (stop === 'shutdown') {
    return {
      state: 'failed',
      reasonCode: 'agent-lost',
      detail: `The agent was stopped; what it had recorded ${delivered.kind === 'ok' ? 'was exported' : 'waits in its spool'}.`,
    };
  }
  if (delivered.kind === 'delayed')
    return { state: 'completed', reasonCode: 'export-delayed', detail: delivered.detail };
  if (facts.wasRestarted && hasNothing && facts.hadMore) return { state: 'failed', reasonCode: 'recording-lost' };
  if (stop !== undefined) return early(STOP_REASONS[stop], hasNothing);
  if (end.kind === 'exited') return early('process-exited', hasNothing);
  if (facts.lacksBefore) return { state: 'completed', reasonCode: 'not-recorded-before' };
  return { state: 'completed', ...(facts.wasRestarted && { reasonCode: 'agent-restarted' }) };
}

/** Ended before its time, with what there was until then. */
function early(reasonCode: ReasonCode, hasNothing: boolean): SessionOutcome {
  return { state: hasNothing ? 'failed' : 'completed', reasonCode, detail: REASONS[reasonCode].sentence };
}
