import { type DataFrame, type DataFrameJSON, dataFrameFromJSON } from '@grafana/data';

export type FrameRow = [level: number, value: number, self: number, label: string];

/** A flame graph's frame as `/api/ds/query` answers it, with an enum for the labels. */
export function makeFrameJson(rows: FrameRow[], unit = 'ns'): DataFrameJSON {
  const text = [...new Set(rows.map(([, , , label]) => label))];
  const field = (name: string) => ({ name, type: 'number', config: name === 'level' ? {} : { unit } });
  return {
    schema: {
      fields: [
        field('level'),
        field('value'),
        field('self'),
        { name: 'label', type: 'enum', config: { type: { enum: { text } } } },
      ],
    },
    data: {
      values: [
        rows.map(([level]) => level),
        rows.map(([, value]) => value),
        rows.map(([, , self]) => self),
        rows.map(([, , , label]) => text.indexOf(label)),
      ],
    },
  } as DataFrameJSON;
}

export const makeFrame = (rows: FrameRow[], unit?: string): DataFrame => dataFrameFromJSON(makeFrameJson(rows, unit));
