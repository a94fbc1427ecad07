/** Label names and values of one series, sorted by name. */
export type Labels = readonly (readonly [name: string, value: string])[];

/** Names that the store itself sets; an attribute of the same name does not replace them. */
export const PROFILE_TYPE_LABEL = '__profile_type__';
export const SERVICE_NAME_LABEL = 'service_name';

const LEGACY_NAME = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** True for names that Prometheus took before it allowed UTF-8. Pyroscope hides all others from lists of names. */
export function isLegacyName(name: string): boolean {
  return LEGACY_NAME.test(name);
}

export function compareText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** The key under which a series is known, here and in the database. */
export function labelsKey(labels: Labels): string {
  return JSON.stringify(labels);
}
