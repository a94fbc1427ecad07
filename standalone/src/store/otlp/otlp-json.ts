import type { JsonObject, JsonValue } from '@bufbuild/protobuf';

/** OTLP's JSON writes these ids in hexadecimal, where Protobuf's own JSON mapping has base64. */
const HEX_IDS = new Set(['traceId', 'spanId', 'profileId', 'trace_id', 'span_id', 'profile_id']);
const HEX = /^(?:[0-9a-fA-F]{16}|[0-9a-fA-F]{32})$/;

/** Rewrites hexadecimal ids as base64, in place. Sixteen and eight bytes of base64 have other lengths: no confusion. */
export function idsToBase64(value: JsonValue): JsonValue {
  if (Array.isArray(value)) {
    for (const item of value) idsToBase64(item);
  } else if (value !== null && typeof value === 'object') {
    rewriteIds(value);
  }
  return value;
}

function rewriteIds(object: JsonObject): void {
  for (const [key, value] of Object.entries(object)) {
    if (typeof value !== 'string') idsToBase64(value);
    else if (HEX_IDS.has(key) && HEX.test(value)) object[key] = Buffer.from(value, 'hex').toString('base64');
  }
}

const BRACE_BYTES = 400;
const ELEMENT_BYTES = 32;

/** Memory that a JSON text may take parsed and converted, from its punctuation. An upper bound within a small factor. */
export function estimateJsonBytes(bytes: Uint8Array): number {
  let total = bytes.length * 2;
  for (const byte of bytes) {
    if (byte === 0x7b /* { */) total += BRACE_BYTES;
    else if (byte === 0x2c /* , */ || byte === 0x5b /* [ */) total += ELEMENT_BYTES;
  }
  return total;
}
