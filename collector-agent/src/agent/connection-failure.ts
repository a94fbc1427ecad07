import type { TLSSocket } from 'node:tls';

interface SystemFailure extends Error {
  readonly code?: string;
  /** The certificate that was refused, where Node says so. */
  readonly cert?: ReturnType<TLSSocket['getPeerCertificate']>;
}

const UNTRUSTED = new Set([
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'CERT_SIGNATURE_FAILURE',
]);

/** Why the controller was not reached, as one sentence that says what to do where that is known. */
export function describeConnectionFailure(error: unknown, baseUrl: URL): string {
  const failure = firstOf(error);
  const known = failure instanceof Error ? tlsFailure(failure, baseUrl) : undefined;
  return known ?? failureText(failure);
}

/** What a failed connection says of itself. */
export function failureText(error: unknown): string {
  const failure = firstOf(error);
  return failure instanceof Error ? failure.message || failure.name : String(failure);
}

/** A host with several addresses gives an AggregateError with an empty message. */
function firstOf(error: unknown): unknown {
  return error instanceof AggregateError ? (error.errors[0] as unknown) : error;
}

function tlsFailure(error: SystemFailure, { hostname }: URL): string | undefined {
  const { code = '' } = error;
  if (code === 'CERT_HAS_EXPIRED') {
    return 'the certificate of the controller has expired; renew it (or correct the clock of this node)';
  }
  if (code === 'CERT_NOT_YET_VALID') {
    return 'the certificate of the controller is not valid yet; correct the clock of this node, or wait';
  }
  if (code === 'ERR_TLS_CERT_ALTNAME_INVALID') {
    const names = error.cert?.subjectaltname ?? 'other names';
    return `the certificate of the controller is for ${names}, not for ${hostname}; use such a name in controllerUrl, or set controllerServerName`;
  }
  if (UNTRUSTED.has(code)) {
    return 'the certificate of the controller is signed by nobody this agent trusts; set controllerCaFile to the PEM file of its authority';
  }
  if (/ALERT_(CERTIFICATE_REQUIRED|UNKNOWN_CA|BAD_CERTIFICATE|CERTIFICATE_EXPIRED|HANDSHAKE_FAILURE)/.test(code)) {
    return `the controller refused the client certificate (${code}); set controllerClientCertFile and controllerClientKeyFile to a valid one`;
  }
  if (code === 'ERR_SSL_WRONG_VERSION_NUMBER' || code === 'ERR_SSL_PACKET_LENGTH_TOO_LONG') {
    return 'controllerUrl says https, but there is no TLS at that port; write http, or the port that has it';
  }
  if (code.startsWith('HPE_'))
    return 'the answer is no HTTP; if the controller speaks TLS, controllerUrl must say https';
  return undefined;
}
