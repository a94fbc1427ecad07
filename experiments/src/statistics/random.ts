/** Numbers from 0 (included) to 1 (not), the same for the same seed. */
export type Random = () => number;

/**
 * Seeded generator: sfc32 by Chris Doty-Humphrey (PractRand, public domain), with a 32-bit counter, so its period is at
 * least 2^32. Not for secrets.
 */
export function seededRandom(seed: number): Random {
  let a = 0x9e3779b9;
  let b = 0x243f6a88;
  let c = seed >>> 0;
  let counter = 1;
  const next = (): number => {
    const result = (a + b + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return (result >>> 0) / 4_294_967_296;
  };
  // The author's own count of rounds after which seeds that differ in one bit have nothing in common.
  for (let round = 0; round < 15; round++) next();
  return next;
}

/** A new array in random order (Fisher and Yates). */
export function shuffled<T>(items: readonly T[], random: Random): T[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [result[last], result[other]] = [result[other] as T, result[last] as T];
  }
  return result;
}
