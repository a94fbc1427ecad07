import type { Say } from './bench-row.ts';

/** What is compared in each round. */
export interface Variant {
  readonly name: string;
  readonly measure: () => Promise<number>;
}

/** One number a round for each variant; or why the variant has none. */
export type Measured = ReadonlyMap<string, { readonly values: readonly number[]; readonly error?: string }>;

/**
 * Measures all variants once a round, in another order each round, so that the drift of a shared machine hits all
 * alike and each round's ratio compares neighbours. A variant that fails once is not tried again.
 */
export async function interleaved(
  variants: readonly Variant[],
  rounds: number,
  { say, title }: { readonly say: Say; readonly title: string }
): Promise<Measured> {
  const values = new Map<string, number[]>(variants.map(({ name }) => [name, []]));
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

/** A variant's number of each round beside that of the base in the same round. */
export function paired(
  measured: Measured,
  name: string,
  base: string,
  compare: (value: number, base: number) => number
): number[] {
  const bases = measured.get(base)!.values;
  return measured
    .get(name)!
    .values.flatMap((value, round) => (bases[round] === undefined ? [] : [compare(value, bases[round])]));
}
