import { type ReadSelector, readSelectorText } from '@meshprof/contracts';
import { compileSelector } from '@meshprof/contracts/selector-match';

/** A selector that somebody wrote into an annotation, if its patterns can be used too. */
export function readSelector(text: string): ReadSelector {
  const read = readSelectorText(text);
  if (!read.ok) return read;
  const compiled = compileSelector(read.selector);
  if (compiled.ok) return read;
  return { ok: false, problem: `has a wrong pattern for ${compiled.label}: ${compiled.message}` };
}
