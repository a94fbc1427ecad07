import type { ProblemCode } from '@meshprof/contracts';
import type { ExperimentRow } from './experiment-rows.ts';
import { hasBegun, isFinalExperimentState } from './experiment-state.ts';

/** Who gives an order, and when. */
export interface Giver {
  readonly author: string;
  readonly nowMs: number;
}

export type OrderRefusal = { readonly problem: ProblemCode; readonly detail: string };

/** Changes the row as the order says, or tells why not. An order that is given twice is obeyed once. */
export type Order = (row: ExperimentRow, giver: Giver) => OrderRefusal | undefined;

const conflict = (detail: string): OrderRefusal => ({ problem: 'conflict', detail });

export const approve: Order = (row, { author, nowMs }) => {
  if (row.state !== 'draft') {
    const how = row.approved_by === null ? 'it needed no approval' : `${row.approved_by} approved it`;
    return conflict(`The experiment is ${row.state}; ${how}.`);
  }
  if (author === 'unknown') {
    const detail = 'Nobody knows who you are: the request names no user. Approve it signed in to Grafana.';
    return { problem: 'second-person-needed', detail };
  }
  if (isSamePerson(author, row.author)) {
    const detail = `${row.author} created this experiment and cannot approve it. Somebody else has to.`;
    return { problem: 'second-person-needed', detail };
  }
  row.state = 'approved';
  row.approved_by = author;
  row.approved_at_ms = nowMs;
  return undefined;
};

export const pause: Order = (row, { author }) => {
  const refusal = refuseUnlessUnderWay(row);
  if (refusal !== undefined) return refusal;
  if (ENDING_STATES.includes(row.state)) return conflict(`The experiment is ${row.state}, which is its end.`);
  give(row, 'pause', author);
  return undefined;
};

export const resume: Order = (row, { author }) => {
  const refusal = refuseUnlessUnderWay(row);
  if (refusal !== undefined) return refusal;
  if (row.agent_order !== 'pause' && row.state !== 'paused') return conflict('The experiment is not paused.');
  give(row, 'run', author);
  return undefined;
};

/** Of one that no agent has heard of yet at once; else its agent restores the proxy first and then says so. */
export const abort: Order = (row, { author }) => {
  if (row.state === 'aborted') return undefined;
  if (isFinalExperimentState(row.state)) return conflict(`The experiment has ended: it is ${row.state}.`);
  give(row, 'abort', author);
  if (row.delivered_at_ms !== null) return undefined;
  row.state = 'aborted';
  row.abort_reason = 'asked-for';
  row.detail = `${author} aborted it before it had begun; nothing was changed.`;
  return undefined;
};

const ENDING_STATES: readonly string[] = ['restoring', 'verifying', 'analysing'];

function refuseUnlessUnderWay(row: ExperimentRow): OrderRefusal | undefined {
  if (isFinalExperimentState(row.state)) return conflict(`The experiment has ended: it is ${row.state}.`);
  if (row.agent_order === 'abort') return conflict('The experiment is being aborted.');
  if (!hasBegun(row.state)) return conflict(`The experiment is ${row.state} and has not begun; it can be aborted.`);
  return undefined;
}

function give(row: ExperimentRow, order: ExperimentRow['agent_order'], author: string): void {
  if (row.agent_order === order) return;
  row.agent_order = order;
  row.ordered_by = author;
}

/** Grafana's logins do not differ by case. */
function isSamePerson(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
