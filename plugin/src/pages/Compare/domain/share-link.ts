import { absoluteLink } from '@shared/domain/absolute-link';
import { rangeKeysOf } from './side-keys';

interface Range {
  fromUnixMs: number;
  toUnixMs: number;
}

/** The comparison as the page shows it, for somebody who opens it later; the sides then are what somebody chose. */
export function shareLink(address: string, { left, right }: { left: Range; right: Range }): string {
  const withLeft = absoluteLink(address, left, rangeKeysOf('left'));
  const url = new URL(absoluteLink(withLeft, right, rangeKeysOf('right')));
  url.searchParams.delete('suggested');
  return url.href;
}
