/**
 * Text that a target process chose (thread names, symbols, paths) before it becomes a label, a frame or a line of a
 * file: one line, valid Unicode, no characters that a terminal or a page would obey, bounded length.
 */

// C0 and C1 controls, line and paragraph separators, direction overrides and isolates, byte-order mark.
// eslint-disable-next-line no-control-regex
const unprintable = /[\u0000-\u001f\u007f-\u009f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Demangled C++ templates run to some kilobytes; Pyroscope keeps 65,535 bytes, a profile has to stay under 1 MB. */
export const FRAME_NAME_MAX_BYTES = 4096;
export const PATH_MAX_BYTES = 1024;
/** Pyroscope refuses label values above 2,048 bytes. */
export const LABEL_VALUE_MAX_BYTES = 256;

const ELLIPSIS = '…';
const encoder = new TextEncoder();

/** `maxBytes` counts UTF-8; longer text loses its end, marked by an ellipsis. */
export function cleanText(text: string, maxBytes: number): string {
  const clean = text.toWellFormed().replace(unprintable, '\ufffd');
  // A UTF-16 unit is at most three bytes of UTF-8: nearly all names are short enough to skip the count.
  if (clean.length * 3 <= maxBytes || Buffer.byteLength(clean) <= maxBytes) return clean;
  const room = new Uint8Array(maxBytes - Buffer.byteLength(ELLIPSIS));
  // encodeInto stops before a character that does not fit, so no character is cut in half.
  const { read } = encoder.encodeInto(clean, room);
  return clean.slice(0, read) + ELLIPSIS;
}
