import { Type } from 'typebox';

/** A JSON Schema string enum whose static type is the union of its values. */
export function stringEnum<const T extends readonly string[]>(values: T, options: Record<string, unknown> = {}) {
  return Type.Unsafe<T[number]>({ type: 'string', enum: [...values], ...options });
}
