/** Frames below each other; a real Envoy's stacks are some 40 deep. */
const DEPTH = 40;

/**
 * A profile of so many nodes as `/api/ds/query` answers it: the nested set of level, value, self and label. Towers of
 * equal width below one root, a tenth as many names as nodes.
 */
export function largeFlameGraph(nodes: number): object {
  const towers = Math.floor((nodes - 1) / DEPTH);
  const level = [0];
  const value = [towers];
  const self = [0];
  const label = [0];
  const names = Math.max(1, Math.floor(nodes / 10));
  for (let tower = 0; tower < towers; tower += 1) {
    for (let depth = 1; depth <= DEPTH; depth += 1) {
      level.push(depth);
      value.push(1);
      self.push(depth === DEPTH ? 1 : 0);
      label.push(1 + ((tower * DEPTH + depth) % names));
    }
  }
  const text = ['total', ...Array.from({ length: names }, (_, index) => `Envoy::Bench::function_${index}`)];
  const number = { type: 'number', typeInfo: { frame: 'int64' } };
  const fields = [
    { name: 'level', ...number },
    { name: 'value', ...number, config: { unit: 'short' } },
    { name: 'self', ...number, config: { unit: 'short' } },
    { name: 'label', type: 'enum', typeInfo: { frame: 'enum' }, config: { type: { enum: { text } } } },
  ];
  const meta = { typeVersion: [0, 0], preferredVisualisationType: 'flamegraph' };
  return {
    schema: { name: 'response', refId: 'A', meta, fields },
    data: { values: [level, value, self, label] },
  };
}
