/** At most the last `maxBytes` bytes of a text in UTF-8, cut between characters. */
export function keepTail(text: string, maxBytes: number): string {
  // A UTF-16 unit needs at most three bytes: most names need no exact count.
  if (text.length * 3 <= maxBytes) return text;
  const bytes = Buffer.from(text, 'utf8');
  if (bytes.length <= maxBytes) return text;
  let start = bytes.length - maxBytes;
  while (start < bytes.length && (bytes[start]! & 0xc0) === 0x80) start++;
  return bytes.toString('utf8', start);
}
