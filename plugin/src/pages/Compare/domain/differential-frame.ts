import { type DataFrame, FieldType } from '@grafana/data';
import type { MergedNode } from './merge-profiles';

/** `share`: each side is 100 % of itself, whatever its length and load. `amount`: seconds or counts as recorded. */
export type Measure = 'share' | 'amount';

interface Options {
  measure: Measure;
  /** Grafana's id of the unit of the amounts. */
  unit: string;
}

/** Name of a root that is as wide as the larger side: a frame label, like `[truncated: cause]`, and not translated. */
export const LARGER_TOTAL = '[total of the larger side]';

/**
 * The frame that FlameGraph draws as a difference (`valueRight`, `selfRight`). It colours a node by how much its share of
 * the root changed. By amount both roots are therefore as wide as the larger total: a share of that changes as the amount
 * does. What the smaller side lacks is empty space.
 */
export function differentialFrame(root: MergedNode, { measure, unit }: Options): DataFrame {
  const { left, right } = root;
  const scale =
    measure === 'share' ? { left: percentOf(left.total), right: percentOf(right.total) } : { left: 1, right: 1 };
  const columns = columnsOf(root, scale);
  if (measure === 'amount' && left.total !== right.total) {
    const larger = Math.max(left.total, right.total);
    columns.value[0] = larger;
    columns.valueRight[0] = larger;
    columns.label[0] = LARGER_TOTAL;
  }
  const numbers = { type: FieldType.number, config: { unit: measure === 'share' ? 'percent' : unit } };
  return {
    length: columns.level.length,
    fields: [
      { name: 'level', type: FieldType.number, config: {}, values: columns.level },
      { name: 'value', ...numbers, values: columns.value },
      { name: 'self', ...numbers, values: columns.self },
      { name: 'valueRight', ...numbers, values: columns.valueRight },
      { name: 'selfRight', ...numbers, values: columns.selfRight },
      { name: 'label', type: FieldType.string, config: {}, values: columns.label },
    ],
  };
}

const percentOf = (total: number) => (total > 0 ? 100 / total : 0);

interface Columns {
  level: number[];
  value: number[];
  self: number[];
  valueRight: number[];
  selfRight: number[];
  label: string[];
}

function columnsOf(root: MergedNode, scale: { left: number; right: number }): Columns {
  const columns: Columns = { level: [], value: [], self: [], valueRight: [], selfRight: [], label: [] };
  const add = ({ name, left, right, children }: MergedNode, level: number) => {
    columns.level.push(level);
    columns.value.push(left.total * scale.left);
    columns.self.push(left.self * scale.left);
    columns.valueRight.push(right.total * scale.right);
    columns.selfRight.push(right.self * scale.right);
    columns.label.push(name);
    children.forEach((child) => add(child, level + 1));
  };
  add(root, 0);
  return columns;
}
