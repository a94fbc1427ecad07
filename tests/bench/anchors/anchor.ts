import type { Observation } from '../observed-stack.ts';

export interface AnchorRun {
  readonly pid: number;
  readonly seconds: number;
  readonly frequencyHz: number;
}

export type AnchorResult =
  | { readonly ok: true; readonly observation: Observation; readonly note?: string }
  /** Why the tool cannot do it here, in its own words. */
  | { readonly ok: false; readonly error: string };

/** A profiler that people use today. */
export interface Anchor {
  readonly name: string;
  /** Watches a running process for so long and gives its stacks. */
  readonly observe: (run: AnchorRun) => Promise<AnchorResult>;
}

/** The last line that says something, or all of a short text. */
export function errorText(output: string): string {
  // libbpf's own log, which tools print when asked for addresses, says "failed" of what it then does another way.
  const lines = output
    .trim()
    .split('\n')
    .filter((line) => !line.startsWith('libbpf: '));
  const telling = lines.filter((line) => /error|fail|cannot|couldn't|not |unable|denied|ignored/i.test(line));
  return (telling.at(-1) ?? lines.at(-1) ?? '').trim().slice(0, 300) || 'no stack and no error text';
}
