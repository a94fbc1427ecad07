import { create, type DescMessage, type MessageShape, toBinary, toJsonString } from '@bufbuild/protobuf';
import { ExportLogsServiceResponseSchema } from '../generated/opentelemetry/proto/collector/logs/v1/logs_service_pb.js';
import { ExportProfilesServiceResponseSchema } from '../generated/opentelemetry/proto/collector/profiles/v1development/profiles_service_pb.js';
import { StatusSchema } from '../generated/google/rpc/status_pb.js';
import type { Encoding } from './decode-request.ts';

export type Signal = 'profiles' | 'logs';

/** The encoded answer to an export that was taken, at least in part. */
export function exportResponse(signal: Signal, rejected: number, message: string, encoding: Encoding): Buffer {
  const count = BigInt(rejected);
  if (signal === 'profiles') {
    const partialSuccess = rejected === 0 ? {} : { partialSuccess: { rejectedProfiles: count, errorMessage: message } };
    return encode(
      ExportProfilesServiceResponseSchema,
      create(ExportProfilesServiceResponseSchema, partialSuccess),
      encoding
    );
  }
  const partialSuccess = rejected === 0 ? {} : { partialSuccess: { rejectedLogRecords: count, errorMessage: message } };
  return encode(ExportLogsServiceResponseSchema, create(ExportLogsServiceResponseSchema, partialSuccess), encoding);
}

/** `google.rpc.Status`, the body of an OTLP/HTTP error. The code is a gRPC status code. */
export function statusBody(code: number, message: string, encoding: Encoding): Buffer {
  return encode(StatusSchema, create(StatusSchema, { code, message }), encoding);
}

function encode<Schema extends DescMessage>(schema: Schema, message: MessageShape<Schema>, encoding: Encoding): Buffer {
  return Buffer.from(encoding === 'json' ? toJsonString(schema, message) : toBinary(schema, message));
}
