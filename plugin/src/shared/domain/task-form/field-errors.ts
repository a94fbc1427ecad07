import type { FieldPath } from 'react-hook-form';
import type { ShownProblem } from '../../infrastructure/problem-of-error';
import type { MatcherRow, TaskForm } from './task-form';

export interface FieldError {
  /** `root` for what belongs to no single field. */
  field: FieldPath<TaskForm> | 'root';
  message: string;
}

/** JSON pointers into the request, without those into the selector, and the fields that they come from. */
const FIELDS: Record<string, FieldPath<TaskForm>> = {
  '/events': 'onCpu',
  '/frequencyHz': 'frequencyHz',
  '/durationMs': 'durationSeconds',
  '/maxTargets': 'maxTargets',
  '/agentCpuPercent': 'agentCpuPercent',
  '/title': 'title',
  '/note': 'note',
  '/tags': 'tags',
  '/startAt': 'startAtMs',
  '/beforeMs': 'beforeSeconds',
  '/offCpu/stacksPerSecond': 'stacksPerSecond',
  '/offCpu/minWaitUs': 'minWaitUs',
  '/offCpu/stallThresholdMs': 'stallThresholdMs',
  '/offCpu/wakers': 'wakers',
  '/cron': 'cron',
  '/timeZone': 'timeZone',
};

/** What the controller found wrong, at the fields that it comes from. A schedule's task is one level further down. */
export function fieldErrorsOf(problem: ShownProblem, matchers: readonly MatcherRow[]): FieldError[] {
  return problem.fieldErrors.map(({ path, message }) => ({ field: fieldOf(path, matchers), message }));
}

function fieldOf(path: string, matchers: readonly MatcherRow[]): FieldError['field'] {
  const pointer = path.replace(/^\/(task|schedule)(?=\/)/, '');
  const label = /^\/selector\/([^/]+)/.exec(pointer)?.[1];
  if (label !== undefined) {
    const index = matchers.map((row) => row.label === label).lastIndexOf(true);
    return index === -1 ? 'root' : `matchers.${index}.value`;
  }
  const known = Object.keys(FIELDS).find((prefix) => pointer === prefix || pointer.startsWith(`${prefix}/`));
  return known === undefined ? 'root' : (FIELDS[known] ?? 'root');
}
