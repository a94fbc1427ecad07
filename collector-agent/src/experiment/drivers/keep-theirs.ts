import { createHash } from 'node:crypto';
import type { FileContent, ProxyFiles } from './proxy-files.ts';
import { isOfAVariant } from './variant-files.ts';

/**
 * Copies what stands at a path beside it, where neither an experiment wrote it nor it was there before: it is somebody's
 * work, and about to be replaced. Says where it is, in a sentence; undefined where there is nothing to keep.
 */
export function keepTheirs(files: ProxyFiles, path: string, before: FileContent): string | undefined {
  const now = files.read(path);
  if (!now.ok || now.value.bytes.equals(before.bytes) || isOfAVariant(now.value.bytes, path)) return undefined;
  // The same name for the same content: a restore may be repeated.
  const copy = `${path}.theirs-${createHash('sha256').update(now.value.bytes).digest('hex').slice(0, 8)}`;
  const kept = files.replace(copy, now.value);
  const what = `Somebody else's ${path} was replaced by the one of before`;
  return kept.ok ? `${what}; theirs is kept as ${copy}.` : `${what}, and could not be kept: ${kept.problem}.`;
}
