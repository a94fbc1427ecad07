import { Metadata } from '@grpc/grpc-js';
import { isHeaderName, isHeaderValue } from '@meshprof/settings';
import type { ExporterOptions } from './exporter-options.ts';

/**
 * The development version of the profiles signal that our messages follow (opentelemetry-proto #857). Receivers refuse
 * one that they do not know, so it changes together with the encoder.
 */
export const DEVELOPMENT_VERSION = '1';
const DEVELOPMENT_VERSION_HEADER = 'otlp-profiles-development-version';
const TENANT_HEADER = 'x-scope-orgid';

export function requestMetadata({ headers, tenant }: Pick<ExporterOptions, 'headers' | 'tenant'>): Metadata {
  const metadata = new Metadata();
  for (const [key, value] of Object.entries(headers)) metadata.set(key, value);
  if (tenant !== undefined) metadata.set(TENANT_HEADER, tenant);
  metadata.set(DEVELOPMENT_VERSION_HEADER, DEVELOPMENT_VERSION);
  return metadata;
}

/** What is wrong with headers and tenant; nothing is repeated that may be a credential, which a bad name is too (`Authorization: Basic abc=`). */
export function headerProblems(headers: Readonly<Record<string, string>>, tenant: string | undefined): string[] {
  const problems = Object.entries(headers).flatMap(([key, value]) => {
    const name = key.toLowerCase();
    if (!isHeaderName(name)) {
      return ['a header name has characters that gRPC forbids; write name=value, name=value'];
    }
    if (name.startsWith('grpc-') || name === DEVELOPMENT_VERSION_HEADER) return [`header ${name} is set by Meshprof`];
    if (name.endsWith('-bin')) return [`header ${name} is binary, which is not supported`];
    return isHeaderValue(value) ? [] : [`the value of header ${name} has characters outside printable ASCII`];
  });
  if (tenant !== undefined && !isHeaderValue(tenant))
    problems.push('the tenant has characters outside printable ASCII');
  return problems;
}
