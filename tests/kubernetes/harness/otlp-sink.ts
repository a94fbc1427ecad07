// Stands in for the stores behind the Collector: acknowledges every gRPC request, and prints its path and which of our
// services it is from.
//
// Usage: node otlp-sink.ts PORT
import { createServer, type ServerHttp2Stream } from 'node:http2';
import { gunzipSync } from 'node:zlib';

const SERVICES = ['meshprof-agent', 'meshprof-controller'];

createServer()
  .on('stream', (stream, headers) => void acknowledge(stream, headers[':path'] ?? ''))
  .listen(Number(process.argv[2]), '127.0.0.1', () => process.stdout.write('listening\n'));

async function acknowledge(stream: ServerHttp2Stream, path: string): Promise<void> {
  const body = Buffer.concat((await stream.toArray()) as Buffer[]);
  // One frame: flag for compression, four bytes of length, message.
  const message = body[0] === 1 ? gunzipSync(body.subarray(5)) : body.subarray(5);
  process.stdout.write(`${[path, ...SERVICES.filter((name) => message.includes(name))].join(' ')}\n`);
  stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
  stream.end(Buffer.alloc(5));
}
