import { storeSelector } from './store-selector';

/** `{service_name="shop", namespace="eu"}` of equalities alone. Labels without a value are left out. */
export function labelSelector(labels: Readonly<Record<string, string | number | null | undefined>>): string {
  const given = Object.entries(labels).filter(([, value]) => value !== undefined && value !== null && value !== '');
  return storeSelector({}, Object.fromEntries(given.map(([label, value]) => [label, String(value)])));
}
