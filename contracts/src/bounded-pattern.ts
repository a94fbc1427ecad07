import { RE2JS } from 're2js';

export type CompiledPattern =
  { readonly ok: true; readonly pattern: RE2JS } | { readonly ok: false; readonly message: string };

/** What RE2 itself takes are 1.4 million instructions: half a gigabyte for two thousand characters, at each label. */
const MAX_INSTRUCTIONS = 5_000;
/** An estimate from above, so that nothing larger is compiled: the whole pattern as often as its repetitions say. */
const MAX_ESTIMATE = 100_000;
const REPETITION = /\{(\d{1,4})(?:,(\d{0,4}))?\}/g;

/** A regular expression as Prometheus has them: RE2's syntax, a dot matches line breaks, linear time and bounded memory. */
export function compilePattern(source: string): CompiledPattern {
  if (estimateOf(source) > MAX_ESTIMATE) return TOO_LARGE;
  try {
    const pattern = RE2JS.compile(source, RE2JS.DOTALL);
    return pattern.programSize() > MAX_INSTRUCTIONS ? TOO_LARGE : { ok: true, pattern };
  } catch (error) {
    // The engine's way to report a bad pattern.
    return { ok: false, message: error instanceof Error ? error.message : String(error) };
  }
}

const TOO_LARGE: CompiledPattern = {
  ok: false,
  message: 'it stands for too many states; use fewer or smaller repetitions such as {1,63}',
};

function estimateOf(source: string): number {
  let times = 1;
  for (const [, least = '', most = ''] of source.matchAll(REPETITION)) times += Math.max(Number(least), Number(most));
  return source.length * times;
}
