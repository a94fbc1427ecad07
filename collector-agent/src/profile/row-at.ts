/** Row `index`, or a RangeError: the addon promises indices inside its tables, and a wrong name is worse than none. */
export function rowAt<T>(table: ArrayLike<T>, index: number, what: string): T {
  const row = table[index];
  if (row === undefined) throw new RangeError(`batch refers to ${what} ${index}, there are ${table.length}`);
  return row;
}
