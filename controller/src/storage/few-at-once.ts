/** Does `work` for each item, for `count` of them at a time. Fails with the first failure; what has begun goes on. */
export async function fewAtOnce<T>(
  items: readonly T[],
  count: number,
  work: (item: T) => Promise<void>
): Promise<void> {
  // One iterator for all: who is done takes the next item.
  const left = items.values();
  const worker = async (): Promise<void> => {
    for (const item of left) await work(item);
  };
  await Promise.all(Array.from({ length: count }, worker));
}
