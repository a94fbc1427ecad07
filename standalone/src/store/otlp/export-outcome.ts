/** What a sender is told about an export. `rejected` counts profiles or log records that it should not send again. */
export type ExportOutcome =
  | { readonly kind: 'stored'; readonly rejected: number; readonly message: string }
  /** Will never be taken: do not retry. */
  | { readonly kind: 'invalid'; readonly message: string }
  /** Retry later. */
  | { readonly kind: 'unavailable'; readonly message: string };

export const OK_OUTCOME: ExportOutcome = { kind: 'stored', rejected: 0, message: '' };

const MAX_REASONS = 5;

/** Reasons of rejected items in one text: different ones only, the first few. */
export function summarizeReasons(reasons: readonly string[]): string {
  const distinct = [...new Set(reasons)];
  const shown = distinct.slice(0, MAX_REASONS).join('; ');
  return distinct.length > MAX_REASONS ? `${shown}; and ${distinct.length - MAX_REASONS} other reasons` : shown;
}
