import type { DataFrame, Field } from '@grafana/data';

/** What the flame graph's frame says as a whole. Shares are of the total, 0 to 1. */
export interface ProfileContent {
  total: number;
  /** Share of the stacks that do not reach their thread's entry (`[truncated: cause]` at the root). */
  truncatedShare: number;
  /** Why most of them do not; absent if all do. */
  truncationCause?: string;
  /** Share whose own frame has no proven name (`module+0xoffset`). */
  unnamedShare: number;
}

const UNNAMED = /\+0x[0-9a-f]+$/;
const TRUNCATED = /^\[truncated: (.*)\]$/;

function labelReader(label: Field<unknown>): (row: number) => string {
  const texts = label.config.type?.enum?.text;
  return (row) => {
    const value: unknown = label.values[row];
    return (typeof value === 'number' ? texts?.[value] : undefined) ?? String(value);
  };
}

/** Undefined for a frame without samples. Expects the nested set of `/api/ds/query`: level, value, self, label. */
export function profileContentOf(frame: DataFrame): ProfileContent | undefined {
  const field = (name: string) => frame.fields.find((candidate) => candidate.name === name);
  const [level, value, self, label] = [field('level'), field('value'), field('self'), field('label')];
  const total = Number(value?.values[0] ?? 0);
  if (!level || !value || !self || !label || total <= 0) {
    return undefined;
  }
  const labelOf = labelReader(label);
  const truncatedBy = new Map<string, number>();
  let unnamed = 0;
  for (let row = 0; row < frame.length; row++) {
    const text = labelOf(row);
    const cause = level.values[row] === 1 ? TRUNCATED.exec(text)?.[1] : undefined;
    if (cause !== undefined) {
      truncatedBy.set(cause, (truncatedBy.get(cause) ?? 0) + Number(value.values[row]));
    }
    if (UNNAMED.test(text)) {
      unnamed += Number(self.values[row]);
    }
  }
  const [commonest] = [...truncatedBy].sort(([, a], [, b]) => b - a);
  const truncated = [...truncatedBy.values()].reduce((sum, part) => sum + part, 0);
  return {
    total,
    truncatedShare: truncated / total,
    ...(commonest && { truncationCause: commonest[0] }),
    unnamedShare: unnamed / total,
  };
}
