import type { ConnectionError } from 'fastify';
import type { Socket } from 'node:net';
import { PROBLEM_MEDIA_TYPE, ProblemError, toProblem } from './problem-error.ts';

/** To receive a whole request, against clients that send a byte a minute. */
export const RECEIVE_TIMEOUT_MS = 30_000;

/** What the HTTP parser could make no request of, so that no route and no hook sees it. */
export function refuseMalformedRequest(error: ConnectionError, socket: Socket): void {
  // The client is gone already.
  if (error.code === 'ECONNRESET' || socket.destroyed) return;
  const body = JSON.stringify(toProblem(new ProblemError('invalid-request', detailOf(error.code)), ''));
  if (socket.writable) {
    const head = [
      'HTTP/1.1 400 Bad Request',
      'Connection: close',
      `Content-Type: ${PROBLEM_MEDIA_TYPE}`,
      `Content-Length: ${Buffer.byteLength(body)}`,
    ];
    socket.write(`${head.join('\r\n')}\r\n\r\n${body}`);
  }
  socket.destroy(error);
}

function detailOf(code: string | undefined): string {
  if (code === 'HPE_HEADER_OVERFLOW') return 'The URL and the headers are too long.';
  if (code === 'ERR_HTTP_REQUEST_TIMEOUT')
    return `The request did not arrive within ${RECEIVE_TIMEOUT_MS / 1_000} seconds.`;
  return 'This is not HTTP/1.1.';
}
