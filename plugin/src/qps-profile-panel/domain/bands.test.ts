import { createDataFrame, FieldType } from '@grafana/data';
import { bandsAt, bandsOfAnnotations } from './bands';

const frame = createDataFrame({
  fields: [
    { name: 'time', type: FieldType.time, values: [1000, 2000, 3000, 4000] },
    { name: 'timeEnd', type: FieldType.time, values: [5000, null, 1, 4500] },
    { name: 'title', type: FieldType.string, values: ['', '', '', 'A <b>title</b>'] },
    { name: 'text', type: FieldType.string, values: ['Profile', '<p>Firing</p>', 'x'.repeat(500), 'text'] },
    { name: 'tags', type: FieldType.other, values: [['meshprof-task'], [], ['experiment', 'x'], ['deploy']] },
    { name: 'color', type: FieldType.string, values: ['rgb(1, 2, 3)', undefined, undefined, undefined] },
    { name: 'newState', type: FieldType.string, values: ['', 'Alerting', '', ''] },
  ],
});

describe('bandsOfAnnotations', () => {
  it('reads kinds, ends and titles', () => {
    expect(bandsOfAnnotations([frame])).toEqual([
      { id: '0-0', kind: 'task', fromUnixMs: 1000, toUnixMs: 5000, title: 'Profile', color: 'rgb(1, 2, 3)' },
      { id: '0-1', kind: 'alert', fromUnixMs: 2000, toUnixMs: 2000, title: 'Firing' },
      { id: '0-2', kind: 'experiment', fromUnixMs: 3000, toUnixMs: 3000, title: 'x'.repeat(200) },
      { id: '0-3', kind: 'other', fromUnixMs: 4000, toUnixMs: 4500, title: 'A title' },
    ]);
  });

  it('takes a frame without times for none', () => {
    expect(bandsOfAnnotations([createDataFrame({ fields: [] })])).toEqual([]);
  });

  it('draws no thousands', () => {
    const many = createDataFrame({
      fields: [{ name: 'time', type: FieldType.time, values: Array.from({ length: 2000 }, (_, at) => at) }],
    });
    expect(bandsOfAnnotations([many])).toHaveLength(500);
  });
});

it('bandsAt finds what was going on at a moment', () => {
  const titles = (at: number) => bandsAt(bandsOfAnnotations([frame]), at, 10).map(({ id }) => id);
  expect(titles(2005)).toEqual(['0-0', '0-1']);
  expect(titles(4400)).toEqual(['0-0', '0-3']);
  expect(titles(900)).toEqual([]);
});
