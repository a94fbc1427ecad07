import type { ProfileSource } from './profile-view/profile-source';

/** A page's address with absolute times, so that who opens it later sees the same. Keys as in `useTimeRange`. */
export function absoluteLink(
  address: string,
  { fromUnixMs, toUnixMs }: Pick<ProfileSource, 'fromUnixMs' | 'toUnixMs'>,
  { fromKey = 'from', toKey = 'to' } = {}
): string {
  const url = new URL(address);
  url.searchParams.set(fromKey, String(fromUnixMs));
  url.searchParams.set(toKey, String(toUnixMs));
  return url.href;
}
