import { KERNEL_FEATURES } from '../../../collector-agent/src/requirements/kernel-features.ts';
import { markdownTable } from './markdown.ts';

/** What each feature is for, and what is lost without it. */
export function purposeTable(): string {
  const rows = Object.entries(KERNEL_FEATURES).map(([id, { use, lost }]) => [`\`${id}\``, use, lost]);
  return markdownTable(['Feature', 'For', 'Without'], rows);
}
