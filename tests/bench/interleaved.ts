import type { Say } from './bench-row.ts';

/** What is compared in each round. */
export interface Variant<T> {
  readonly name: string;
  readonly measure: () => Promise<T>;
}

/** What each variant gave in each round; or why it gives nothing. */
export type Measured<T> = ReadonlyMap<string, { readonly values: readonly T[]; readonly error?: string }>;

/**
 * Measures all variants once a round, in another order each round, so that the drift of a shared machine hits all
 * alike and each round's ratio compares neighbours. A variant that fails once is not tried again.
 */
export async function interleaved<T>(
  variants: readonly Variant<T>[],
  rounds: number,
  { say, title }: { readonly say: Say; readonly title: string }
): Promise<Measured<T>> {
  const values = new Map<string, T[]>(variants.map(({ name }) => [name, []]));
  const errors = new Map<string, string>();
  for (let round = 0; round < rounds; round += 1) {
    const shift = round % variants.length;
    for (const { name, measure } of [...variants.slice(shift), ...variants.slice(0, shift)]) {
      if (errors.has(name)) continue;
      try {
        values.get(name)!.push(await measure());
      } catch (error) {
        errors.set(name, (error as Error).message);
      }
    }
    say(`${title}: round ${round + 1} of ${rounds}`);
  }
  return new Map(
    variants.map(({ name }) => {
      const error = errors.get(name);
      return [name, { values: values.get(name)!, ...(error !== undefined && { error }) }];
    })
  );
}

/** What a variant gave in each round compared with the base in the same round. */
export function paired<T>(
  measured: Measured<T>,
  name: string,
  base: string,
  compare: (value: T, base: T) => number
): number[] {
  const bases = measured.get(base)!.values;
  return measured
    .get(name)!
    .values.flatMap((value, round) => (bases[round] === undefined ? [] : [compare(value, bases[round])]));
}
