import type { VariantForm } from './experiment-form';

/** The name if no variant has it, else the next that ends in a free number: `full` → `full-2`, `variant-1` → `variant-2`. */
export function freeName(name: string, taken: ReadonlyArray<Pick<VariantForm, 'name'>>): string {
  const names = new Set(taken.map((variant) => variant.name));
  if (!names.has(name)) {
    return name;
  }
  const stem = name.replace(/-\d+$/, '');
  let number = 2;
  while (names.has(`${stem}-${number}`)) {
    number++;
  }
  return `${stem}-${number}`;
}
