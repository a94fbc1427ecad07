import { makeFrame } from '../../../testing/make-frame';
import { encodeFolded } from './encode-folded';

it('writes a line for each stack that ended somewhere, without the sum of all', () => {
  const frame = makeFrame([
    [0, 100, 0, 'total'],
    [1, 90, 10, 'main'],
    [2, 80, 30, 'run'],
    [3, 50, 50, 'write_[k]'],
    [1, 10, 10, '[truncated: depth]'],
  ]);
  expect(encodeFolded(frame)).toBe('main 10\nmain;run 30\nmain;run;write_[k] 50\n[truncated: depth] 10\n');
});

it('keeps names from breaking the format', () => {
  const frame = makeFrame([
    [0, 1, 0, 'total'],
    [1, 1, 1, 'drop<[u8; 4]>\nx'],
  ]);
  expect(encodeFolded(frame)).toBe('drop<[u8: 4]> x 1\n');
});
