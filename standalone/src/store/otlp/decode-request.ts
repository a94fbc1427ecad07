import { type DescMessage, fromBinary, fromJson, type JsonValue, type MessageShape } from '@bufbuild/protobuf';
import { type Checked, invalid, valid } from '../checked.ts';
import type { Limits } from '../store-config.ts';
import { estimateDecodedBytes } from './decoded-size.ts';
import { estimateJsonBytes, idsToBase64 } from './otlp-json.ts';

export type Encoding = 'protobuf' | 'json';

/** Decodes a request from a stranger: bounded in memory, and with an error instead of an exception. */
export function decodeRequest<Schema extends DescMessage>(
  schema: Schema,
  bytes: Uint8Array,
  encoding: Encoding,
  limits: Limits
): Checked<MessageShape<Schema>> {
  const limit = limits.maxDecodedBytes;
  const size = encoding === 'protobuf' ? estimateDecodedBytes(schema, bytes, limit) : estimateJsonBytes(bytes);
  if (size > limit) return invalid(`the request would take more than ${limit} bytes of memory; send less at a time`);
  try {
    return valid(
      encoding === 'protobuf'
        ? fromBinary(schema, bytes, { readUnknownFields: false })
        : fromJson(schema, parseJson(bytes), { ignoreUnknownFields: true })
    );
  } catch (error) {
    // The decoder's only way to report bad input; deep nesting in JSON ends as a RangeError of the stack.
    const detail = error instanceof Error ? error.message : String(error);
    return invalid(`the request is no ${schema.name} in ${encoding}: ${detail.slice(0, 300)}`);
  }
}

function parseJson(bytes: Uint8Array): JsonValue {
  const text = new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  return idsToBase64(JSON.parse(text) as JsonValue);
}
