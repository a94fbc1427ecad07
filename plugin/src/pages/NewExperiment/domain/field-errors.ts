import type { FieldPath } from 'react-hook-form';
import type { ShownProblem } from '@shared/infrastructure/problem-of-error';
import type { ExperimentForm } from './experiment-form';

export interface FieldError {
  field: FieldPath<ExperimentForm>;
  message: string;
}

/** JSON pointers into the spec, and the fields that they come from. */
const FIELDS: Record<string, FieldPath<ExperimentForm>> = {
  '/title': 'title',
  '/note': 'note',
  '/driver': 'driver',
  '/target/node': 'node',
  '/target/adminUrl': 'adminUrl',
  '/target/pid': 'pid',
  '/target/listenersFile': 'listenersFile',
  '/target/runtimeFile': 'runtimeFile',
  '/target/namespace': 'namespace',
  '/target/workload': 'workload',
  '/load/url': 'url',
  '/load/connections': 'connections',
  '/load/requestsPerSecond': 'requestsPerSecond',
  '/load/headers': 'headers',
  '/load/bodyBytes': 'bodyBytes',
  '/load/cpus': 'cpus',
  '/blocks': 'blocks',
  '/windowMs': 'windowSeconds',
  '/warmMs': 'warmSeconds',
  '/profileMs': 'profileSeconds',
  '/minEffectPercent': 'minEffectPercent',
  '/seed': 'seed',
  '/guards/errorsPoints': 'errorsPoints',
  '/guards/p99Factor': 'p99Factor',
  '/guards/p99ForMs': 'p99ForSeconds',
  '/guards/minFreeDiskPercent': 'minFreeDiskPercent',
  '/guards/maxDurationMs': 'maxDurationMinutes',
  '/guards/deadManMs': 'deadManSeconds',
  '/baseline/name': 'baseline.name',
};

/** What the controller found wrong, at its fields, and the rest for a message above the form. */
export function splitFieldErrors({ fieldErrors }: Pick<ShownProblem, 'fieldErrors'>): {
  fields: FieldError[];
  others: ShownProblem['fieldErrors'];
} {
  const placed = fieldErrors.map((error) => ({ error, field: fieldOf(error.path) }));
  return {
    fields: placed.flatMap(({ error, field }) => (field ? [{ field, message: error.message }] : [])),
    others: placed.flatMap(({ error, field }) => (field ? [] : [error])),
  };
}

function fieldOf(path: string): FieldPath<ExperimentForm> | undefined {
  const variant = /^\/variants\/(\d+)\/name$/.exec(path)?.[1];
  if (variant !== undefined) {
    return `variants.${Number(variant)}.name`;
  }
  const known = Object.keys(FIELDS).find((prefix) => path === prefix || path.startsWith(`${prefix}/`));
  return known === undefined ? undefined : FIELDS[known];
}
