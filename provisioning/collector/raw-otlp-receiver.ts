import { createServer, type IncomingHttpHeaders, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { gunzipSync } from 'node:zlib';

export interface ReceivedCall {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly compressed: boolean;
  /** The request message, decompressed, otherwise as it came. */
  readonly message: Buffer;
}

export interface RawReceiver {
  readonly port: number;
  readonly calls: ReceivedCall[];
  /** Status that the next calls are answered with; 0 is OK. */
  grpcStatus: number;
  readonly close: () => Promise<void>;
}

/**
 * A gRPC server for unary calls by hand over HTTP/2: a library would hide the compression and might repair the bytes
 * that the test wants to see.
 */
export async function startRawReceiver(port = 0): Promise<RawReceiver> {
  const server = createServer();
  const sessions = new Set<{ destroy: () => void }>();
  server.on('session', (session) => sessions.add(session));
  const receiver: RawReceiver = {
    port: 0,
    calls: [],
    grpcStatus: 0,
    close: () =>
      new Promise((resolve) => {
        for (const session of sessions) session.destroy();
        server.close(() => resolve());
      }),
  };
  server.on('stream', (stream, headers) => void answer(stream, headers, receiver));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return Object.assign(receiver, { port: (server.address() as AddressInfo).port });
}

async function answer(stream: ServerHttp2Stream, headers: IncomingHttpHeaders, receiver: RawReceiver): Promise<void> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream as AsyncIterable<Buffer>) chunks.push(chunk);
  const body = Buffer.concat(chunks);
  // One frame: flag for compression, four bytes of length, message.
  const compressed = body[0] === 1;
  const payload = body.subarray(5, 5 + body.readUInt32BE(1));
  const message = compressed ? gunzipSync(payload) : payload;
  receiver.calls.push({ path: headers[':path'] ?? '', headers, compressed, message });

  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': String(receiver.grpcStatus) }));
  stream.end(receiver.grpcStatus === 0 ? Buffer.alloc(5) : undefined);
}
