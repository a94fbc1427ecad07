import type { Page } from '@meshprof/contracts';

export interface Listed<T> {
  items: T[];
  /** True if there are more. */
  cut: boolean;
}

/** Page after page until there are so many items, or no more. */
export async function listUpTo<T>(
  maxItems: number,
  pageAt: (cursor: string | undefined) => Promise<Page<T>>
): Promise<Listed<T>> {
  const items: T[] = [];
  let cursor: string | undefined;
  do {
    const page = await pageAt(cursor);
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor && items.length < maxItems);
  return { items, cut: Boolean(cursor) };
}
