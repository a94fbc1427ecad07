/** Profiles for tests: written as paths, sent as frames the way data sources send them. */
import { type DataFrame, type DataFrameJSON, dataFrameFromJSON, FieldType } from '@grafana/data';

/** `{'total/main/work': 30}`: what each path spent in its own last function. */
export type Selfs = Readonly<Record<string, number>>;

interface Row {
  level: number;
  label: string;
  self: number;
}

function rowsOf(selfs: Selfs): Row[] {
  interface Node {
    self: number;
    children: Map<string, Node>;
  }
  const top: Node = { self: 0, children: new Map() };
  for (const [path, self] of Object.entries(selfs)) {
    let node = top;
    for (const name of path.split('/')) {
      const child = node.children.get(name) ?? { self: 0, children: new Map() };
      node.children.set(name, child);
      node = child;
    }
    node.self += self;
  }
  const rows: Row[] = [];
  const add = (node: Node, label: string, level: number) => {
    rows.push({ level, label, self: node.self });
    node.children.forEach((child, name) => add(child, name, level + 1));
  };
  top.children.forEach((root, name) => add(root, name, 0));
  return rows;
}

/** With the label as an enum field, as Grafana's Pyroscope data source sends it. */
export function frameOf(selfs: Selfs): DataFrame {
  return frameOfRows(rowsOf(selfs));
}

export function frameOfRows(rows: Row[]): DataFrame {
  const text = [...new Set(rows.map(({ label }) => label))];
  return {
    length: rows.length,
    fields: [
      { name: 'level', type: FieldType.number, config: {}, values: rows.map(({ level }) => level) },
      { name: 'value', type: FieldType.number, config: { unit: 'ns' }, values: rows.map(({ self }) => self) },
      { name: 'self', type: FieldType.number, config: { unit: 'ns' }, values: rows.map(({ self }) => self) },
      {
        name: 'label',
        type: FieldType.enum,
        config: { type: { enum: { text } } },
        values: rows.map(({ label }) => text.indexOf(label)),
      },
    ],
  };
}

export const frameOfJson = (json: unknown): DataFrame => dataFrameFromJSON(json as DataFrameJSON);
