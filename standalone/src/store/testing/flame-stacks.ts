import type { FlameGraph } from '../query-types.ts';

/** A flame graph as text: `total` and each stack (root first) with its own value, read back from the levels. */
export function flameStacks(graph: FlameGraph): Record<string, number> {
  const stacks: Record<string, number> = {};
  let above: { start: number; end: number; path: string }[] = [];
  for (const { values } of graph.levels) {
    const bars: typeof above = [];
    let end = 0;
    for (let at = 0; at < values.length; at += 4) {
      const [offset, total, self, name] = values.slice(at, at + 4).map(Number) as [number, number, number, number];
      const start = end + offset;
      end = start + total;
      const parent = above.find((bar) => start >= bar.start && end <= bar.end);
      const path = parent === undefined ? graph.names[name]! : `${parent.path};${graph.names[name]!}`;
      if (self > 0) stacks[path] = self;
      bars.push({ start, end, path });
    }
    above = bars;
  }
  return stacks;
}
