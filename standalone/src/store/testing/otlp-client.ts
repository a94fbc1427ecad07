import { Client, credentials, Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { fromBinary } from '@bufbuild/protobuf';
import { ExportProfilesServiceResponseSchema } from '../generated/opentelemetry/proto/collector/profiles/v1development/profiles_service_pb.js';

export interface GrpcAnswer {
  readonly code: status;
  readonly details: string;
  readonly rejected: number;
  readonly message: string;
}

const METHODS = {
  profiles: '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export',
  logs: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
} as const;

/** A gRPC client that sends bytes as they are, valid or not. */
export class OtlpClient {
  readonly #client: Client;

  constructor(port: number, options: { gzip?: boolean } = {}) {
    this.#client = new Client(`127.0.0.1:${port}`, credentials.createInsecure(), {
      'grpc.default_compression_algorithm': options.gzip === true ? 2 : 0,
      'grpc.max_send_message_length': -1,
    });
  }

  export(bytes: Uint8Array, settings: { signal?: 'profiles' | 'logs'; versions?: string[] } = {}): Promise<GrpcAnswer> {
    const metadata = new Metadata();
    for (const version of settings.versions ?? []) metadata.add('otlp-profiles-development-version', version);
    return new Promise((resolve) => {
      const done = (error: ServiceError | null, response?: Buffer): void => {
        if (error !== null) resolve({ code: error.code, details: error.details, rejected: 0, message: '' });
        else resolve({ code: status.OK, details: '', ...partialSuccess(response!) });
      };
      this.#client.makeUnaryRequest(
        METHODS[settings.signal ?? 'profiles'],
        (request: Uint8Array) => Buffer.from(request),
        (response: Buffer) => response,
        bytes,
        metadata,
        { deadline: Date.now() + 60_000 },
        done
      );
    });
  }

  close(): void {
    this.#client.close();
  }
}

/** Both signals' responses have the same shape on the wire. */
function partialSuccess(response: Buffer): { rejected: number; message: string } {
  const { partialSuccess: partial } = fromBinary(ExportProfilesServiceResponseSchema, response);
  return { rejected: Number(partial?.rejectedProfiles ?? 0), message: partial?.errorMessage ?? '' };
}
