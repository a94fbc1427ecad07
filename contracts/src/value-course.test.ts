import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { courseOf, mergeCourses } from './value-course.ts';

const span = { fromMs: 1_000, toMs: 2_000, parts: 4 };
const look = (atMs: number, value: number) => ({ atMs, value });

describe('the course of values', () => {
  it('keeps of each part the value that comes closest to firing', () => {
    const looks = [look(1_000, 5), look(1_249, 9), look(1_250, 2), look(1_999, 7), look(2_000, 8)];
    assert.deepEqual(courseOf(looks, '>', span), [9, 2, null, 8]);
    assert.deepEqual(courseOf(looks, '<', span), [5, 2, null, 7]);
  });

  it('leaves out what is of another time, and what is no number', () => {
    const looks = [look(999, 1), look(1_300, Number.NaN), look(1_300, Number.POSITIVE_INFINITY), look(2_001, 1)];
    assert.deepEqual(courseOf(looks, '>', span), [null, null, null, null]);
  });

  it('of several is the extreme of each part, also where one is shorter', () => {
    assert.deepEqual(
      mergeCourses(
        [
          [1, null, 3, null],
          [2, null],
        ],
        '>',
        4
      ),
      [2, null, 3, null]
    );
    assert.deepEqual(
      mergeCourses(
        [
          [1, null, 3, 4],
          [2, 5],
        ],
        '<',
        4
      ),
      [1, 5, 3, 4]
    );
    assert.deepEqual(mergeCourses([], '>', 2), [null, null]);
  });
});
