import type { ProfileSource } from './profile-view/profile-source';

/** A page's address with absolute times, so that who opens it later sees the same. */
export function absoluteLink(
  address: string,
  { fromUnixMs, toUnixMs }: Pick<ProfileSource, 'fromUnixMs' | 'toUnixMs'>
): string {
  const url = new URL(address);
  url.searchParams.set('from', String(fromUnixMs));
  url.searchParams.set('to', String(toUnixMs));
  return url.href;
}
