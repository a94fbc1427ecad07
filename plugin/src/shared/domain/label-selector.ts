/**
 * A series selector in PromQL's form, `{service_name="shop", namespace="eu"}`, as data sources take it. Labels without a
 * value are left out. Quotes and backslashes are escaped, so that a value can never change the selector's meaning.
 */
export function labelSelector(labels: Readonly<Record<string, string | number | null | undefined>>): string {
  const matchers = Object.entries(labels)
    .filter(([, value]) => value !== undefined && value !== null && value !== '')
    .map(([label, value]) => `${storedLabel(label)}=${JSON.stringify(String(value))}`);
  return `{${matchers.join(', ')}}`;
}

/** Stores know no dots in label names: `service.name` is kept as `service_name`. */
const storedLabel = (label: string) => label.replaceAll('.', '_');
