/**
 * Whether a Host header names this machine. A web page whose DNS name was rebound to a loopback address still sends its
 * own name, so a server on loopback that refuses other names cannot be read or driven by it.
 */
const LOOPBACK_NAMES = new Set(['127.0.0.1', 'localhost', '[::1]']);

export function isLoopbackName(hostHeader: string | undefined): boolean {
  return LOOPBACK_NAMES.has((hostHeader ?? '').toLowerCase().replace(/:\d+$/, ''));
}

/** Whether a connection came in on a loopback address, given the local address of its socket. */
export function isLoopbackAddress(localAddress: string | undefined): boolean {
  return localAddress === '::1' || /^(::ffff:)?127\./.test(localAddress ?? '');
}
