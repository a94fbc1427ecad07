import { hash } from 'node:crypto';
import type { AgentId, TargetId } from '../storage/ids.ts';
import type { SessionLimits } from '../targets/session-limits.ts';

/** What of a process decides whether it is taken; of a fleet's processes no more is kept. */
export interface Candidate {
  readonly id: TargetId;
  readonly agent_id: AgentId;
}

/** What a task may still take. */
export interface Room {
  readonly count: number;
  readonly limits: SessionLimits;
  /** Sessions of this task that its agents hold already. Those of other tasks may have ended by then. */
  readonly held?: ReadonlyMap<AgentId, number>;
}

/** Processes that could be profiled, each list in the order that they came in. */
export interface Picked<T extends Candidate> {
  readonly taken: readonly T[];
  /** More than the task may have. */
  readonly tooMany: readonly T[];
  /** More than their agents hold sessions at the same time. */
  readonly beyondSessions: readonly T[];
}

/**
 * As many as there is room for, by a hash of their ids: neither the first node nor the lowest pid is preferred, and the
 * same processes give the same choice, so that a task gets what its plan said.
 */
export function pickTargets<T extends Candidate>(
  candidates: readonly T[],
  { count, limits, held = NOTHING }: Room
): Picked<T> {
  const left = new Map<AgentId, number>();
  const taken = new Set<T>();
  const beyondSessions = new Set<T>();
  for (const candidate of inFairOrder(candidates, count * LIKELY_ENOUGH)) {
    if (taken.size >= count) break;
    const id = candidate.agent_id;
    const sessions = left.get(id) ?? (limits.get(id) ?? Infinity) - (held.get(id) ?? 0);
    if (sessions > 0) {
      taken.add(candidate);
      left.set(id, sessions - 1);
    } else beyondSessions.add(candidate);
  }
  return {
    taken: candidates.filter((each) => taken.has(each)),
    tooMany: candidates.filter((each) => !taken.has(each) && !beyondSessions.has(each)),
    beyondSessions: candidates.filter((each) => beyondSessions.has(each)),
  };
}

const NOTHING: ReadonlyMap<AgentId, number> = new Map();

/** So many times what is to be taken are rarely all on agents that hold no more. */
const LIKELY_ENOUGH = 4;

/** The first of them are sorted first: to sort half a million objects takes half a second, in which nobody is answered. */
function* inFairOrder<T extends Candidate>(candidates: readonly T[], first: number): Generator<T> {
  const orders = Float64Array.from(candidates, orderOf);
  const last = first < orders.length ? (orders.toSorted()[first] ?? Infinity) : Infinity;
  for (const isNear of [true, false]) {
    const some = candidates.flatMap((candidate, index) => {
      const order = orders[index] ?? 0;
      return order < last === isNear ? { candidate, order } : [];
    });
    yield* some.sort((a, b) => a.order - b.order).map(({ candidate }) => candidate);
  }
}

/** 48 bits, which a number holds exactly. */
function orderOf({ id }: Candidate): number {
  return hash('sha256', id, 'buffer').readUIntBE(0, 6);
}
