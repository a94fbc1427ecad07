import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';

/** Where a value that its schema refuses is first wrong, and how. */
export function firstFault(schema: TSchema, value: unknown): string {
  const [first] = Value.Errors(schema, value);
  return `${first?.instancePath ?? ''} ${first?.message ?? ''}`;
}
