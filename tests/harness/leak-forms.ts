/**
 * The forms in which a secret text could leave: as it is, in base64 and hexadecimal, and its words of eight bytes as
 * addresses (little-endian numbers in protobuf, hexadecimal or decimal), which is how a piece of stack looks that was
 * taken for a call chain.
 */
export function leakForms(secret: string): Buffer[] {
  const bytes = Buffer.from(secret);
  const texts = [
    secret,
    ...[0, 1, 2].map((shift) => bytes.subarray(shift, bytes.length - ((bytes.length - shift) % 3)).toString('base64')),
    bytes.toString('hex'),
  ];
  const forms: Buffer[] = texts.map((text) => Buffer.from(text));
  for (let at = 0; at + 8 <= bytes.length; at += 8) {
    const word = bytes.readBigUInt64LE(at);
    forms.push(varint(word), Buffer.from(word.toString(16)), Buffer.from(word.toString()));
  }
  return forms;
}

function varint(word: bigint): Buffer {
  const bytes: number[] = [];
  let rest = word;
  for (; rest >= 0x80n; rest >>= 7n) bytes.push(Number(rest & 0x7fn) | 0x80);
  return Buffer.from([...bytes, Number(rest)]);
}

/** Which secret is in which place, in whatever form; empty if none is in any. */
export function leaksIn(
  places: Readonly<Record<string, Buffer | string>>,
  secrets: Readonly<Record<string, string>>
): string[] {
  const contents = Object.entries(places).map(([place, content]) => ({
    place,
    bytes: typeof content === 'string' ? Buffer.from(content) : content,
  }));
  return Object.entries(secrets).flatMap(([name, secret]) => {
    const forms = leakForms(secret);
    return contents
      .filter(({ bytes }) => forms.some((form) => bytes.includes(form)))
      .map(({ place }) => `${name} in ${place}`);
  });
}
