/** Where the profiles are found in the store. Equal sources are equal query keys. */
export interface ProfileSource {
  /** Series selector in PromQL's form, such as `{service_name="shop"}`. */
  labelSelector: string;
  fromUnixMs: number;
  toUnixMs: number;
}

/**
 * The selector narrowed down to series with these label values; an empty value selects those without the label. Values
 * are quoted, so that none can change the meaning of the selector.
 */
export function withMatchers(labelSelector: string, labels: Readonly<Record<string, string>>): string {
  const inner = labelSelector
    .trim()
    .replace(/^\{/, '')
    .replace(/,?\s*\}$/, '')
    .trim();
  const added = Object.entries(labels).map(([name, value]) => `${name}=${JSON.stringify(value)}`);
  return `{${[inner, ...added].filter((part) => part !== '').join(', ')}}`;
}
