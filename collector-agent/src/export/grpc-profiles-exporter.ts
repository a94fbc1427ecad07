import { readFileSync } from 'node:fs';
import {
  type ChannelCredentials,
  type ChannelOptions,
  Client,
  compressionAlgorithms,
  credentials,
  type Metadata,
  type ServiceError,
  status,
} from '@grpc/grpc-js';
import { withoutHeaderValues } from '@meshprof/settings';
import { decodeExportResponse } from '../otlp/decode-export-response.ts';
import { MalformedProtobuf } from '../otlp/protobuf-reader.ts';
import { classifyFailure } from './classify-failure.ts';
import type { ExportOutcome, ProfilesExporter } from './export-outcome.ts';
import type { ExporterOptions } from './exporter-options.ts';
import { requestMetadata } from './request-headers.ts';

export const EXPORT_PATH = '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export';

export type CreatedExporter =
  | { readonly kind: 'ready'; readonly exporter: ProfilesExporter }
  | { readonly kind: 'failed'; readonly reason: string };

/** Reads the certificates; connects with the first export, and again by itself whenever the connection is lost. */
export function createGrpcProfilesExporter(options: ExporterOptions): CreatedExporter {
  try {
    return { kind: 'ready', exporter: new GrpcProfilesExporter(options, channelCredentials(options)) };
  } catch (error) {
    return { kind: 'failed', reason: `cannot set up TLS: ${error instanceof Error ? error.message : String(error)}` };
  }
}

class GrpcProfilesExporter implements ProfilesExporter {
  readonly #options: ExporterOptions;
  readonly #credentials: ChannelCredentials;
  readonly #metadata: Metadata;
  #client: Client;

  constructor(options: ExporterOptions, channel: ChannelCredentials) {
    this.#options = options;
    this.#credentials = channel;
    this.#metadata = requestMetadata(options);
    this.#client = this.#connect();
  }

  export(request: Uint8Array): Promise<ExportOutcome> {
    const deadline = new Date(Date.now() + this.#options.timeoutMs);
    return new Promise((resolve) => {
      this.#client.makeUnaryRequest(
        EXPORT_PATH,
        (bytes: Uint8Array) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength),
        (bytes: Buffer) => bytes,
        request,
        this.#metadata,
        { deadline },
        (error, response) => {
          const outcome = error ? this.#failed(error) : sentOutcome(response ?? Buffer.alloc(0));
          resolve(withoutSecrets(outcome, this.#options.headers));
        }
      );
    });
  }

  close(): void {
    this.#client.close();
  }

  #failed(error: ServiceError): ExportOutcome {
    // A peer that vanished without closing leaves a connection that looks alive; only a new one finds out.
    if (error.code === status.DEADLINE_EXCEEDED) {
      this.#client.close();
      this.#client = this.#connect();
    }
    return classifyFailure(error);
  }

  #connect(): Client {
    return new Client(this.#options.endpoint.target, this.#credentials, channelOptions(this.#options));
  }
}

/** Its words become log lines and events. */
function withoutSecrets(outcome: ExportOutcome, headers: ExporterOptions['headers']): ExportOutcome {
  return outcome.kind === 'sent'
    ? { ...outcome, message: withoutHeaderValues(outcome.message, headers) }
    : { ...outcome, reason: withoutHeaderValues(outcome.reason, headers) };
}

/** The server took the request; an answer that cannot be read does not change that. */
function sentOutcome(response: Uint8Array): ExportOutcome {
  try {
    return { kind: 'sent', ...decodeExportResponse(response) };
  } catch (error) {
    if (!(error instanceof MalformedProtobuf)) throw error;
    return { kind: 'sent', rejectedProfiles: 0n, message: `the server's answer cannot be read: ${error.message}` };
  }
}

function channelOptions({ compression }: ExporterOptions): ChannelOptions {
  const { gzip, identity } = compressionAlgorithms;
  return {
    'grpc.default_compression_algorithm': compression === 'gzip' ? gzip : identity,
    'grpc.max_send_message_length': -1,
    // The default backs off for up to two minutes; a Collector that restarts should have its data sooner.
    'grpc.initial_reconnect_backoff_ms': 200,
    'grpc.max_reconnect_backoff_ms': 5000,
    // Connections of our own: a new client must not inherit the dead connection of the one before it.
    'grpc.use_local_subchannel_pool': 1,
  };
}

function channelCredentials(options: ExporterOptions): ChannelCredentials {
  if (!options.endpoint.tls) return credentials.createInsecure();
  const read = (path: string | undefined): Buffer | null => (path === undefined ? null : readFileSync(path));
  return credentials.createSsl(
    read(options.certificatePath),
    read(options.clientKeyPath),
    read(options.clientCertificatePath)
  );
}
