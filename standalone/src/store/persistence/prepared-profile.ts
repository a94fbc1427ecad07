import type { Labels } from '../labels.ts';

/** A profile as the store keeps it, converted and packed, on its way to the database. */
export interface PreparedProfile {
  /** 16 bytes; null if the sender gave none that identifies. */
  readonly profileId: Uint8Array | null;
  /** Start of the profile, Unix milliseconds. */
  readonly timeMs: number;
  readonly durationMs: number;
  /** One a label set; the position is the set's number in `body`. */
  readonly series: readonly { readonly labels: Labels; readonly total: number }[];
  readonly body: Buffer;
}

export type WriteResult =
  { readonly kind: 'stored' } | { readonly kind: 'duplicate' } | { readonly kind: 'refused'; readonly reason: string };
