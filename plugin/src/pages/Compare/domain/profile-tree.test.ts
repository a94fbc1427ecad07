import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { frameOf, frameOfJson, frameOfRows } from '../../../testing/profile-frames';
import { profileTreeOf } from './profile-tree';

const GOLDEN = join(__dirname, '../../../../../tests/golden/grafana/ds-query-profile.response.json');

it('reads the frame that Grafana’s Pyroscope data source sent', () => {
  const { results } = JSON.parse(readFileSync(GOLDEN, 'utf8'));
  const root = profileTreeOf(frameOfJson(results.A.frames[0]));
  const main = root?.children.get('main');
  expect([root?.name, root?.total, root?.self]).toEqual(['total', 1010101000, 0]);
  expect([main?.total, main?.self]).toEqual([1010101000, 707070700]);
  expect(main?.children.get('work')).toMatchObject({ total: 303030300, self: 303030300 });
});

it('adds siblings of one name, also where a function calls itself', () => {
  const root = profileTreeOf(
    frameOfRows([
      { level: 0, label: 'total', self: 0 },
      { level: 1, label: 'f', self: 1 },
      { level: 2, label: 'f', self: 2 },
      { level: 1, label: 'f', self: 4 },
    ])
  );
  expect(root?.children.size).toBe(1);
  expect(root?.children.get('f')).toMatchObject({ self: 5, total: 7 });
  expect(root?.children.get('f')?.children.get('f')).toMatchObject({ self: 2, total: 2 });
});

it('takes an answer without samples as no profile', () => {
  expect(profileTreeOf(frameOf({ total: 0 }))).toBeUndefined();
  expect(profileTreeOf(frameOf({}))).toBeUndefined();
});

it.each([
  ['starts below the root', [{ level: 1, label: 'a', self: 1 }]],
  [
    'leaves out a level',
    [
      { level: 0, label: 'total', self: 0 },
      { level: 2, label: 'a', self: 1 },
    ],
  ],
  [
    'has two roots',
    [
      { level: 0, label: 'total', self: 1 },
      { level: 0, label: 'total', self: 1 },
    ],
  ],
  ['has a negative value', [{ level: 0, label: 'total', self: -1 }]],
  ['has no number', [{ level: 0, label: 'total', self: NaN }]],
  ['has a broken level', [{ level: 0.5, label: 'total', self: 1 }]],
  ['is deeper than any stack', Array.from({ length: 3000 }, (_, level) => ({ level, label: 'f', self: 1 }))],
])('refuses a frame that %s', (_, rows) => {
  expect(() => profileTreeOf(frameOfRows(rows))).toThrow('The data source answered');
});

it('refuses a frame that is no profile', () => {
  expect(() => profileTreeOf({ length: 0, fields: [] })).toThrow('no profile');
});
