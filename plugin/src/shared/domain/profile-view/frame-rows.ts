import type { DataFrame, Field } from '@grafana/data';

/** The columns of a flame graph's frame: a nested set, every node before its children. */
export interface FrameRows {
  length: number;
  level: ArrayLike<number>;
  /** With all that is called from there. */
  value: ArrayLike<number>;
  self: ArrayLike<number>;
  labelOf: (row: number) => string;
}

function labelReader(label: Field<unknown>): (row: number) => string {
  const texts = label.config.type?.enum?.text;
  return (row) => {
    const value: unknown = label.values[row];
    return (typeof value === 'number' ? texts?.[value] : undefined) ?? String(value);
  };
}

/** The frame's own arrays, not copies of them. Undefined for a frame of another kind. */
export function frameRows(frame: DataFrame): FrameRows | undefined {
  const field = (name: string) => frame.fields.find((candidate) => candidate.name === name);
  const [level, value, self, label] = [field('level'), field('value'), field('self'), field('label')];
  return level && value && self && label
    ? { length: frame.length, level: level.values, value: value.values, self: self.values, labelOf: labelReader(label) }
    : undefined;
}
