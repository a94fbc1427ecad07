import type { DataFrame } from '@grafana/data';
import { checkFields } from '@grafana/flamegraph';
import { differentialFrame, LARGER_TOTAL } from './differential-frame';
import { mergeProfiles } from './merge-profiles';
import { frameOf } from '../../../testing/profile-frames';
import { profileTreeOf } from './profile-tree';

const merged = mergeProfiles(
  profileTreeOf(frameOf({ 'total/a': 60, 'total/b': 40 })),
  profileTreeOf(frameOf({ 'total/a': 150, 'total/c': 50 }))
);

function rowsOf(frame: DataFrame): unknown[][] {
  return Array.from({ length: frame.length }, (_, row) => frame.fields.map(({ values }) => values[row]));
}

it('makes each side 100 %, so that runs of different length compare', () => {
  const frame = differentialFrame(merged, { measure: 'share', unit: 'ns' });
  expect(checkFields(frame)).toBeUndefined();
  expect(frame.fields.map(({ name }) => name)).toEqual(['level', 'value', 'self', 'valueRight', 'selfRight', 'label']);
  expect(frame.fields[1]?.config.unit).toBe('percent');
  expect(rowsOf(frame)).toEqual([
    [0, 100, 0, 100, 0, 'total'],
    [1, 60, 60, 75, 75, 'a'],
    [1, 40, 40, 0, 0, 'b'],
    [1, 0, 0, 25, 25, 'c'],
  ]);
});

it('keeps amounts, measured against the larger side, since colours follow shares of the root', () => {
  const frame = differentialFrame(merged, { measure: 'amount', unit: 'ns' });
  expect(frame.fields[1]?.config.unit).toBe('ns');
  expect(rowsOf(frame)).toEqual([
    [0, 200, 0, 200, 0, LARGER_TOTAL],
    [1, 60, 60, 150, 150, 'a'],
    [1, 40, 40, 0, 0, 'b'],
    [1, 0, 0, 50, 50, 'c'],
  ]);
});

it('has nothing to divide by where a side is empty', () => {
  const onlyLeft = mergeProfiles(profileTreeOf(frameOf({ 'total/a': 60 })), undefined);
  expect(rowsOf(differentialFrame(onlyLeft, { measure: 'share', unit: 'ns' }))).toEqual([
    [0, 100, 0, 0, 0, 'total'],
    [1, 100, 100, 0, 0, 'a'],
  ]);
});
