import { readFileSync } from 'fs';
import { join } from 'path';
import { type DataFrameJSON, dataFrameFromJSON } from '@grafana/data';
import { profileContentOf } from './profile-content';

/** A frame as `/api/ds/query` gives it, with an enum for the labels. */
const frameOf = (rows: Array<[level: number, value: number, self: number, label: string]>) => {
  const text = [...new Set(rows.map(([, , , label]) => label))];
  const field = (name: string) => ({ name, type: 'number' as const, config: {} });
  return dataFrameFromJSON({
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
  } as DataFrameJSON);
};

describe('profileContentOf', () => {
  it('reads the total of a frame recorded from Grafana', () => {
    const file = join(process.cwd(), '../tests/golden/grafana/ds-query-profile.response.json');
    const frame = JSON.parse(readFileSync(file, 'utf8')).results.A.frames[0];
    expect(profileContentOf(dataFrameFromJSON(frame))).toEqual({
      total: 1010101000,
      truncatedShare: 0,
      unnamedShare: 0,
    });
  });

  it('adds up unnamed frames by their own time and truncated stacks by all of theirs', () => {
    const frame = frameOf([
      [0, 100, 0, 'total'],
      [1, 90, 10, 'main'],
      [2, 80, 30, 'envoy+0x1a2b'],
      [3, 50, 50, 'write_[k]'],
      [1, 4, 4, '[truncated: depth]'],
      [1, 6, 0, '[truncated: no-unwind-info]'],
      [2, 6, 6, 'libc.so.6+0xff'],
    ]);
    expect(profileContentOf(frame)).toEqual({
      total: 100,
      truncatedShare: 0.1,
      truncationCause: 'no-unwind-info',
      unnamedShare: 0.36,
    });
  });

  it('counts a proven name with an offset-like end only if it is an offset', () => {
    const frame = frameOf([
      [0, 10, 0, 'total'],
      [1, 10, 10, 'operator+0xzz'],
    ]);
    expect(profileContentOf(frame)?.unnamedShare).toBe(0);
  });

  it('finds nothing in an empty frame', () => {
    expect(profileContentOf(frameOf([]))).toBeUndefined();
    expect(profileContentOf(frameOf([[0, 0, 0, 'total']]))).toBeUndefined();
  });
});
