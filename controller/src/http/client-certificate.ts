import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { ProblemError } from './problem-error.ts';

/**
 * Refuses a connection without a client certificate that the configured authority signs. The server asks everybody for
 * one and lets everybody in, since browsers and scripts have none; the routes of agents look at it.
 *
 * `authorized` alone is no proof: Node sets it on a resumed TLS 1.3 session that had no certificate at all.
 */
export function requireClientCertificate(socket: Socket): void {
  const certificate = socket instanceof TLSSocket ? socket.getPeerCertificate() : undefined;
  if (!(socket instanceof TLSSocket) || certificate === undefined || Object.keys(certificate).length === 0) {
    throw refusal(
      'This controller takes agents with a client certificate only, and got none. ' +
        'Set controllerClientCertFile and controllerClientKeyFile of the agent.'
    );
  }
  if (socket.authorized) return;
  // Node's types say Error, its documentation and code say a string or Error.
  const code = String(
    (socket.authorizationError as (Error & { code?: string }) | undefined)?.code ?? socket.authorizationError
  );
  if (code === 'CERT_HAS_EXPIRED') {
    throw refusal(`The client certificate has expired (${certificate.valid_to}). Renew it.`);
  }
  throw refusal(`The client certificate is not signed by the authority in tlsClientCaFile (${code}). Use one that is.`);
}

function refusal(detail: string): ProblemError {
  return new ProblemError('client-certificate-required', detail);
}
