import { cleanText, LABEL_VALUE_MAX_BYTES } from './clean-text.ts';

/** A process may rename its threads as often as it likes, and each label value is a series in the store. */
export const MAX_THREAD_LABELS = 64;
export const OTHER_THREADS = '[other]';

/** `wrk:worker_12` → `wrk:worker_N`: threads of one pool share a label. */
export function foldThreadName(name: string): string {
  return cleanText(name, LABEL_VALUE_MAX_BYTES).replace(/\d+/g, 'N');
}

/** Gives one process's thread labels, at most `MAX_THREAD_LABELS` different ones over its life. */
export class ThreadLabels {
  readonly #known = new Set<string>();

  /** '' for a thread without a known name. */
  labelOf(name: string | undefined): string {
    if (!name) return '';
    const label = foldThreadName(name);
    if (this.#known.has(label)) return label;
    if (this.#known.size >= MAX_THREAD_LABELS) return OTHER_THREADS;
    this.#known.add(label);
    return label;
  }
}
