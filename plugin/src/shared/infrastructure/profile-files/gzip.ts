/** gzip in the browser, without a library. */
async function through(
  bytes: Uint8Array<ArrayBuffer>,
  stream: GenericTransformStream,
  maxBytes: number
): Promise<Uint8Array | undefined> {
  const writer = stream.writable.getWriter();
  const writing = writer.write(bytes).then(() => writer.close());
  // What is wrong with the bytes is thrown by the reader as well.
  writing.catch(() => undefined);
  const reader = (stream.readable as ReadableStream<Uint8Array>).getReader();
  const chunks: Uint8Array[] = [];
  let length = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return joined(chunks, length);
    }
    length += value.length;
    if (length > maxBytes) {
      // Nobody waits for it to end.
      reader.cancel().catch(() => undefined);
      return undefined;
    }
    chunks.push(value);
  }
}

function joined(chunks: Uint8Array[], length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let at = 0;
  for (const chunk of chunks) {
    bytes.set(chunk, at);
    at += chunk.length;
  }
  return bytes;
}

export async function gzip(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const packed = await through(bytes, new CompressionStream('gzip'), Infinity);
  if (!packed) {
    throw new Error('gzip gave no end');
  }
  return packed;
}

/** Undefined for what would become larger than `maxBytes`: a few bytes can unpack to gigabytes. Throws for no gzip. */
export const gunzip = (bytes: Uint8Array<ArrayBuffer>, maxBytes: number): Promise<Uint8Array | undefined> =>
  through(bytes, new DecompressionStream('gzip'), maxBytes);

export const isGzip = (bytes: Uint8Array): boolean => bytes[0] === 0x1f && bytes[1] === 0x8b;
