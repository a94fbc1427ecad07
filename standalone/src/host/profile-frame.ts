/**
 * A merged flame graph of the store as the data frame that Grafana's Pyroscope data source makes of it: a nested set,
 * that is, every node in depth-first order with its level (tests/golden/grafana/ds-query-profile.response.json).
 */
import type { FlameGraph } from '../store/query-types.ts';

interface Node {
  readonly start: number;
  readonly value: number;
  readonly self: number;
  readonly name: string;
}

const NUMBERS_PER_NODE = 4;

/** Levels hold, for each node: offset from the end of the node before it, total, self, index in names. */
function absoluteLevels({ levels, names }: FlameGraph): Node[][] {
  return levels.map(({ values }) => {
    const nodes: Node[] = [];
    let end = 0;
    for (let i = 0; i + NUMBERS_PER_NODE <= values.length; i += NUMBERS_PER_NODE) {
      const [offset, value, self, name] = values.slice(i, i + NUMBERS_PER_NODE).map(Number) as [
        number,
        number,
        number,
        number,
      ];
      const start = end + offset;
      nodes.push({ start, value, self, name: names[name] ?? '' });
      end = start + value;
    }
    return nodes;
  });
}

interface NestedSet {
  readonly level: number[];
  readonly value: number[];
  readonly self: number[];
  readonly label: number[];
  /** Names in order of first use; `label` indexes them. */
  readonly text: string[];
}

function nestedSetOf(flamegraph: FlameGraph): NestedSet {
  const levels = absoluteLevels(flamegraph);
  const next = levels.map(() => 0);
  const indexOfName = new Map<string, number>();
  const set: NestedSet = { level: [], value: [], self: [], label: [], text: [] };
  const open: number[] = [];
  for (;;) {
    const depth = open.length;
    const node = levels[depth]?.[next[depth] ?? 0];
    const parentEnd = open[depth - 1] ?? Infinity;
    if (!node || node.start + node.value > parentEnd) {
      if (depth === 0) return set;
      open.pop();
      continue;
    }
    next[depth] = (next[depth] ?? 0) + 1;
    let label = indexOfName.get(node.name);
    if (label === undefined) {
      label = set.text.push(node.name) - 1;
      indexOfName.set(node.name, label);
    }
    set.level.push(depth);
    set.value.push(node.value);
    set.self.push(node.self);
    set.label.push(label);
    open.push(node.start + node.value);
  }
}

const NUMBER = { type: 'number', typeInfo: { frame: 'int64' } };

export function profileFrame(flamegraph: FlameGraph, { refId, unit }: { refId: string; unit: string }) {
  const { level, value, self, label, text } = nestedSetOf(flamegraph);
  return {
    schema: {
      name: 'response',
      refId,
      meta: { typeVersion: [0, 0], preferredVisualisationType: 'flamegraph' },
      fields: [
        { name: 'level', ...NUMBER },
        { name: 'value', ...NUMBER, config: { unit } },
        { name: 'self', ...NUMBER, config: { unit } },
        { name: 'label', type: 'enum', typeInfo: { frame: 'enum' }, config: { type: { enum: { text } } } },
      ],
    },
    data: { values: [level, value, self, label] },
  };
}
