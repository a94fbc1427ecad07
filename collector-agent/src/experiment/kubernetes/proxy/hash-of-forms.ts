import { createHash } from 'node:crypto';

/** Of a set of values: each counts once, in no order. */
export function hashOfForms(forms: readonly unknown[]): string {
  const different = [...new Set(forms.map(canonicalJson))].sort();
  return createHash('sha256').update(different.join('\n')).digest('hex');
}

/** The same text for the same value, whatever the order of its keys. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, each: unknown) =>
    each !== null && typeof each === 'object' && !Array.isArray(each)
      ? Object.fromEntries(Object.entries(each).sort(([a], [b]) => (a < b ? -1 : 1)))
      : each
  );
}
