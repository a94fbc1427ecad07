import type { FullSpec } from '../spec/with-defaults.ts';

const PROTOCOLS = { http1: 'HTTP/1.1', http2: 'HTTP/2' } as const;

/** What a result holds for, in one sentence. @param requestsPerSecond that the baseline had */
export function limitsOf(spec: FullSpec, requestsPerSecond: number | undefined): string {
  const place = spec.target.node ? `node ${spec.target.node}` : 'this machine';
  return `Holds on ${place} for ${loadText(spec)}${rateText(spec, requestsPerSecond)}; another payload, rate, proxy version or machine may give another result.`;
}

function loadText({ load, windowMs }: FullSpec): string {
  const windows = `in windows of ${windowMs / 1_000} s`;
  if (load.generator === 'external') return `the load that there was ${windows}`;
  const body = load.bodyBytes ? `, bodies of ${load.bodyBytes} bytes` : '';
  return `${load.url ?? 'the load'} over ${PROTOCOLS[load.protocol]} with ${load.connections} connections${body}, ${windows}`;
}

function rateText({ mode }: FullSpec, requestsPerSecond: number | undefined): string {
  if (requestsPerSecond === undefined) return '';
  return mode === 'saturation' ? ', as fast as it goes' : `, at ${Math.round(requestsPerSecond)} requests/s`;
}
