import { promisify } from 'node:util';
import { gunzip } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { addressPort, createHttpServer } from '../api/http-server.ts';
import type { Listener } from '../store-types.ts';
import type { Encoding } from './decode-request.ts';
import { checkDevelopmentVersion, VERSION_HEADER } from './development-version.ts';
import type { ExportOutcome } from './export-outcome.ts';
import type { ReceiverOptions } from './grpc-receiver.ts';
import { exportResponse, type Signal, statusBody } from './responses.ts';

const PATHS = { profiles: '/v1development/profiles', logs: '/v1/logs' } as const;

const ENCODINGS: ReadonlyMap<string, Encoding> = new Map([
  ['application/x-protobuf', 'protobuf'],
  ['application/protobuf', 'protobuf'],
  ['application/json', 'json'],
]);

const MEDIA_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;
const RETRY_AFTER_SECONDS = '5';

const inflate = promisify(gunzip);

/** OTLP over HTTP: the two export paths and nothing else. Errors carry a `google.rpc.Status` in the request's encoding. */
export async function startHttpReceiver(options: ReceiverOptions): Promise<Listener> {
  const server = createHttpServer({ bodyLimitBytes: options.maxMessageBytes, logger: options.logger });
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
  server.setErrorHandler((error, request, reply) => sendError(error, request, reply));
  server.setNotFoundHandler((request, reply) =>
    send(
      reply,
      404,
      encodingOf(request) ?? 'json',
      status.UNIMPLEMENTED,
      `there is no ${request.method} ${request.url}`
    )
  );
  addExport(server, 'profiles', options);
  addExport(server, 'logs', options);
  await server.listen({ host: options.host, port: options.port });
  return { port: addressPort(server), close: () => server.close() };
}

function addExport(server: FastifyInstance, signal: Signal, options: ReceiverOptions): void {
  server.post(PATHS[signal], async (request, reply) => {
    const encoding = encodingOf(request);
    if (encoding === null) {
      const message = `content type must be one of ${[...ENCODINGS.keys()].join(', ')}`;
      return send(reply, 415, 'json', status.INVALID_ARGUMENT, message);
    }
    const version = signal === 'profiles' ? checkVersionHeader(request) : null;
    if (version !== null) return send(reply, 400, encoding, status.INVALID_ARGUMENT, version);
    const body = await plainBody(request, options.maxMessageBytes);
    if (!body.ok) return send(reply, body.httpStatus, encoding, body.code, body.message);
    return sendOutcome(reply, signal, encoding, await options.ingest[signal](body.bytes, encoding));
  });
}

function encodingOf(request: FastifyRequest): Encoding | null {
  const mediaType = (request.headers['content-type'] ?? '').split(';')[0]!.trim().toLowerCase();
  return ENCODINGS.get(mediaType) ?? null;
}

/** Node joins repeated headers, which hides the repetition: the raw list shows it. */
function checkVersionHeader(request: FastifyRequest): string | null {
  const raw = request.raw.rawHeaders;
  const values = raw.filter((_, index) => index % 2 === 1 && raw[index - 1]!.toLowerCase() === VERSION_HEADER);
  const checked = checkDevelopmentVersion(values);
  return checked.ok ? null : checked.reason;
}

type PlainBody =
  | { readonly ok: true; readonly bytes: Uint8Array }
  | { readonly ok: false; readonly httpStatus: number; readonly code: number; readonly message: string };

async function plainBody(request: FastifyRequest, maxBytes: number): Promise<PlainBody> {
  const bytes = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
  const contentEncoding = (request.headers['content-encoding'] ?? 'identity').trim().toLowerCase();
  if (contentEncoding === 'identity') return { ok: true, bytes };
  if (contentEncoding !== 'gzip') {
    const message = `content encoding ${contentEncoding.slice(0, 40)} is not supported; use gzip or none`;
    return { ok: false, httpStatus: 415, code: status.INVALID_ARGUMENT, message };
  }
  try {
    return { ok: true, bytes: await inflate(bytes, { maxOutputLength: maxBytes }) };
  } catch (error) {
    if (error instanceof RangeError) {
      const message = `the request is larger than ${maxBytes} bytes uncompressed`;
      return { ok: false, httpStatus: 413, code: status.RESOURCE_EXHAUSTED, message };
    }
    const detail = error instanceof Error ? error.message : String(error);
    return { ok: false, httpStatus: 400, code: status.INVALID_ARGUMENT, message: `bad gzip data: ${detail}` };
  }
}

function sendOutcome(reply: FastifyReply, signal: Signal, encoding: Encoding, outcome: ExportOutcome): FastifyReply {
  switch (outcome.kind) {
    case 'stored':
      return reply
        .type(MEDIA_TYPES[encoding])
        .send(exportResponse(signal, outcome.rejected, outcome.message, encoding));
    case 'invalid':
      return send(reply, 400, encoding, status.INVALID_ARGUMENT, outcome.message);
    case 'unavailable':
      void reply.header('retry-after', RETRY_AFTER_SECONDS);
      return send(reply, 503, encoding, status.UNAVAILABLE, outcome.message);
  }
}

function sendError(error: unknown, request: FastifyRequest, reply: FastifyReply): FastifyReply {
  const encoding = encodingOf(request) ?? 'json';
  const httpStatus = error instanceof Error && 'statusCode' in error ? Number(error.statusCode) : 500;
  if (httpStatus === 413) return send(reply, 413, encoding, status.RESOURCE_EXHAUSTED, 'the request is too large');
  if (httpStatus >= 400 && httpStatus < 500) {
    const message = error instanceof Error ? error.message : 'bad request';
    return send(reply, httpStatus, encoding, status.INVALID_ARGUMENT, message);
  }
  request.log.error({ err: error }, 'an export failed');
  return send(reply, 500, encoding, status.INTERNAL, 'the store failed; see its log');
}

function send(
  reply: FastifyReply,
  httpStatus: number,
  encoding: Encoding,
  code: number,
  message: string
): FastifyReply {
  return reply
    .code(httpStatus)
    .type(MEDIA_TYPES[encoding])
    .send(statusBody(code, message, encoding));
}
