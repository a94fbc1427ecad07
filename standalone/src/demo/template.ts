/**
 * Fills `__NAME__` placeholders; templates share one table of values. A placeholder that the table lacks is a mistake
 * in the template or its caller, so it throws.
 */
export function fillTemplate(template: string, values: Readonly<Record<string, string | number>>): string {
  return template.replaceAll(/__([A-Z][A-Z_]*?)__/g, (placeholder, name: string) => {
    const value = values[name];
    if (value === undefined) throw new Error(`No value for ${placeholder}`);
    return String(value);
  });
}
