/**
 * Program: a Zipkin collector that counts spans and throws them away, so that tracing's cost is Envoy's alone.
 * Answers 202 to POST /api/v2/spans (JSON list of spans) and its counters to GET /stats.
 *
 * Usage: node span-sink.ts PORT
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';

const BODY_LIMIT_BYTES = 16 * 1024 * 1024;
const counters = { spans: 0, requests: 0, bytes: 0, rejected: 0 };

async function takeSpans(request: IncomingMessage, response: ServerResponse): Promise<void> {
  try {
    const body = await readBody(request);
    const spans: unknown = JSON.parse(body.toString('utf8'));
    if (!Array.isArray(spans)) throw new TypeError('not a list of spans');
    counters.spans += spans.length;
    counters.requests += 1;
    counters.bytes += body.length;
    response.writeHead(202, { 'content-length': 0 }).end();
  } catch {
    counters.rejected += 1;
    response.writeHead(400, { 'content-length': 0 }).end();
  }
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let sizeBytes = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    sizeBytes += chunk.length;
    if (sizeBytes > BODY_LIMIT_BYTES) throw new RangeError('body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

const server = createServer((request, response) => {
  if (request.method === 'POST' && request.url === '/api/v2/spans') {
    void takeSpans(request, response);
  } else if (request.method === 'GET' && request.url === '/stats') {
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(counters));
  } else {
    response.writeHead(404, { 'content-length': 0 }).end();
  }
});
// Envoy keeps its connections; closing idle ones would race with its next report.
server.keepAliveTimeout = 0;
server.listen(Number(process.argv[2]), '127.0.0.1');
