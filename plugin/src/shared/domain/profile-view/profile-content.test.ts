import { readFileSync } from 'fs';
import { join } from 'path';
import { dataFrameFromJSON } from '@grafana/data';
import { makeFrame } from '../../../testing/make-frame';
import { profileContentOf } from './profile-content';

describe('profileContentOf', () => {
  it('reads the total of a frame recorded from Grafana', () => {
    const file = join(process.cwd(), '../tests/golden/grafana/ds-query-profile.response.json');
    const frame = JSON.parse(readFileSync(file, 'utf8')).results.A.frames[0];
    expect(profileContentOf(dataFrameFromJSON(frame))).toEqual({
      total: 1010101000,
      nodes: 3,
      truncatedShare: 0,
      unnamedShare: 0,
      nameShares: { symbol: 1 },
      quantum: 101010100,
    });
  });

  it('adds up unnamed frames by their own time and truncated stacks by all of theirs', () => {
    const frame = makeFrame([
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
      nodes: 7,
      truncatedShare: 0.1,
      truncationCause: 'no-unwind-info',
      unnamedShare: 0.36,
      nameShares: { symbol: 0.1, none: 0.36, kernel: 0.5, marker: 0.04 },
      quantum: 2,
    });
  });

  it('counts a proven name with an offset-like end only if it is an offset', () => {
    const frame = makeFrame([
      [0, 10, 0, 'total'],
      [1, 10, 10, 'operator+0xzz'],
    ]);
    expect(profileContentOf(frame)?.unnamedShare).toBe(0);
  });

  it('finds nothing in an empty frame', () => {
    expect(profileContentOf(makeFrame([]))).toBeUndefined();
    expect(profileContentOf(makeFrame([[0, 0, 0, 'total']]))).toBeUndefined();
  });
});
