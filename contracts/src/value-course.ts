import type { ThresholdOperator } from './policy-metrics.ts';
import { farther, type Look } from './threshold-stretches.ts';

/** Values over time in equal parts, oldest first; null where nothing was measured. */
export type ValueCourse = (number | null)[];

/** How many parts a preview draws: as many as a small picture can show. */
export const COURSE_PARTS = 120;

export interface CourseSpan {
  readonly fromMs: number;
  readonly toMs: number;
  readonly parts: number;
}

/**
 * Of each part of the time the value that comes closest to firing: the highest for `>`, the lowest for `<`. So that a
 * picture of many processes is one line, and no crossing of a threshold falls between two points of it. Values that are
 * no number do not count. Looks need no order, and may be of many processes at once.
 */
export function courseOf(
  looks: readonly Look[],
  op: ThresholdOperator,
  { fromMs, toMs, parts }: CourseSpan
): ValueCourse {
  const course: ValueCourse = Array.from({ length: parts }, () => null);
  const partMs = (toMs - fromMs) / parts;
  for (const { atMs, value } of looks) {
    if (atMs < fromMs || atMs > toMs || !Number.isFinite(value)) continue;
    const part = Math.min(parts - 1, Math.floor((atMs - fromMs) / partMs));
    course[part] = closer(course[part] ?? null, value, op);
  }
  return course;
}

/** Of courses that are known already, such as several agents': all of them together; they are of the same span. */
export function mergeCourses(courses: readonly ValueCourse[], op: ThresholdOperator, parts: number): ValueCourse {
  return Array.from({ length: parts }, (_, part) =>
    courses.reduce<number | null>((value, course) => closer(value, course[part] ?? null, op), null)
  );
}

function closer(a: number | null, b: number | null, op: ThresholdOperator): number | null {
  if (a === null) return b;
  return b === null ? a : farther(a, b, op);
}
