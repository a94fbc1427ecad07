/** Unix milliseconds. */
export interface UnixRange {
  fromUnixMs: number;
  toUnixMs: number;
}
