export interface Endpoint {
  /** As gRPC wants it: `dns:host:port` or `unix:path`. */
  readonly target: string;
  readonly tls: boolean;
}

export type ParsedEndpoint =
  { readonly kind: 'ok'; readonly endpoint: Endpoint } | { readonly kind: 'invalid'; readonly problem: string };

const OTLP_GRPC_PORT = '4317';
const HTTPS_PORT = '443';

/**
 * `http://host:port` (plain), `https://host:port` (TLS), `host:port` (TLS unless `insecure`) or `unix:/path` (plain).
 * Without a port: 4317 in plain text, and 443 with TLS, where hosted services listen.
 */
export function parseEndpoint(text: string, insecure: boolean): ParsedEndpoint {
  if (text.startsWith('unix:')) return { kind: 'ok', endpoint: { target: text, tls: false } };
  // Before anything repeats the text.
  if (/[@?]/.test(text)) {
    return { kind: 'invalid', problem: 'the endpoint has credentials or a query in it; give a token as a header' };
  }
  const invalid = (why: string): ParsedEndpoint => ({
    kind: 'invalid',
    problem: `endpoint ${JSON.stringify(text)} ${why}; give http://host:port, https://host:port or unix:/path`,
  });
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `${insecure ? 'http' : 'https'}://${text}`;
  if (!URL.canParse(withScheme)) return invalid('is no address');
  const url = new URL(withScheme);
  if (url.protocol !== 'http:' && url.protocol !== 'https:') return invalid('has a scheme that gRPC does not know');
  if ((url.pathname !== '/' && url.pathname !== '') || url.search || url.hash) return invalid('has a path');
  const tls = url.protocol === 'https:';
  // URL drops a port that is its scheme's default, so an explicit :80 needs a look at the text.
  const port = url.port || (tls ? HTTPS_PORT : /:80\/?$/.test(text) ? '80' : OTLP_GRPC_PORT);
  return { kind: 'ok', endpoint: { target: `dns:${url.hostname}:${port}`, tls } };
}
