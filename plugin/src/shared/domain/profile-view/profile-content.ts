import type { DataFrame } from '@grafana/data';
import { frameRows } from './frame-rows';
import { nameKindOf, type NameKindId } from './name-kinds';

/** What the flame graph's frame says as a whole. Shares are of the total, 0 to 1. */
export interface ProfileContent {
  total: number;
  nodes: number;
  /** Share of the stacks that do not reach their thread's entry (`[truncated: cause]` at the root). */
  truncatedShare: number;
  /** Why most of them do not; absent if all do. */
  truncationCause?: string;
  /** Share whose own frame has no proven name (`module+0xoffset`). */
  unnamedShare: number;
  /** What proved the name of the code that ran, as shares. */
  nameShares: Partial<Record<NameKindId, number>>;
  /** The largest amount that all parts are multiples of: of a CPU profile, what one sample stands for. */
  quantum: number;
}

/** A frame that has samples, and what it says. */
export interface LoadedProfile {
  frame: DataFrame;
  content: ProfileContent;
}

export function loadedProfile(frame: DataFrame | undefined): LoadedProfile | undefined {
  const content = frame && profileContentOf(frame);
  return frame && content && { frame, content };
}

const TRUNCATED = /^\[truncated: (.*)\]$/;

function greatestCommonDivisor(a: number, b: number): number {
  while (b > 0) {
    [a, b] = [b, a % b];
  }
  return a;
}

/** Undefined for a frame without samples. Expects the nested set of `/api/ds/query`: level, value, self, label. */
export function profileContentOf(frame: DataFrame): ProfileContent | undefined {
  const rows = frameRows(frame);
  const total = Number(rows?.value[0] ?? 0);
  if (!rows || total <= 0) {
    return undefined;
  }
  const truncatedBy = new Map<string, number>();
  const nameShares: ProfileContent['nameShares'] = {};
  let quantum = 0;
  for (let row = 0; row < rows.length; row++) {
    const self = Number(rows.self[row]);
    if (self > 0) {
      const kind = nameKindOf(rows.labelOf(row));
      nameShares[kind] = (nameShares[kind] ?? 0) + self / total;
      quantum = greatestCommonDivisor(quantum, self);
    }
    // A marker stands below the root, so most rows need no look at their name.
    const cause = rows.level[row] === 1 ? TRUNCATED.exec(rows.labelOf(row))?.[1] : undefined;
    if (cause !== undefined) {
      truncatedBy.set(cause, (truncatedBy.get(cause) ?? 0) + Number(rows.value[row]));
    }
  }
  const [commonest] = [...truncatedBy].sort(([, a], [, b]) => b - a);
  const truncated = [...truncatedBy.values()].reduce((sum, part) => sum + part, 0);
  return {
    total,
    nodes: rows.length,
    truncatedShare: truncated / total,
    ...(commonest && { truncationCause: commonest[0] }),
    unnamedShare: nameShares.none ?? 0,
    nameShares,
    quantum,
  };
}
