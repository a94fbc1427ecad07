import { createServer } from 'node:net';
import {
  type handleUnaryCall,
  Metadata,
  type MethodDefinition,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  status,
} from '@grpc/grpc-js';
import type { Logger } from 'pino';
import type { Listener, ListenOptions } from '../store-types.ts';
import { checkDevelopmentVersion, VERSION_HEADER } from './development-version.ts';
import type { ExportOutcome } from './export-outcome.ts';
import type { Ingest } from './ingest.ts';
import { exportResponse, type Signal } from './responses.ts';

const SERVICES = {
  profiles: 'opentelemetry.proto.collector.profiles.v1development.ProfilesService',
  logs: 'opentelemetry.proto.collector.logs.v1.LogsService',
} as const;

const SHUTDOWN_MS = 2000;

export interface ReceiverOptions extends ListenOptions {
  readonly ingest: Ingest;
  readonly maxMessageBytes: number;
  readonly logger: Logger;
}

/** OTLP over gRPC. Requests stay bytes up to `ingest`, which decodes them with its own limits and errors. */
export async function startGrpcReceiver(options: ReceiverOptions): Promise<Listener> {
  const { ingest } = options;
  await checkPort(options);
  const server = new Server({
    'grpc.max_receive_message_length': options.maxMessageBytes,
    'grpc.max_send_message_length': 1024 * 1024,
  });
  addExport(server, 'profiles', options.logger, (call) => {
    const version = checkDevelopmentVersion(call.metadata.get(VERSION_HEADER).map(String));
    if (!version.ok) return Promise.resolve({ kind: 'invalid', message: version.reason });
    return ingest.profiles(call.request, 'protobuf');
  });
  addExport(server, 'logs', options.logger, (call) => ingest.logs(call.request, 'protobuf'));
  const port = await bind(server, options);
  return { port, close: () => shutDown(server) };
}

type Call = ServerUnaryCall<Buffer, Buffer>;

function addExport(server: Server, signal: Signal, logger: Logger, take: (call: Call) => Promise<ExportOutcome>): void {
  const pass = (bytes: Buffer): Buffer => bytes;
  const method: MethodDefinition<Buffer, Buffer> = {
    path: `/${SERVICES[signal]}/Export`,
    requestStream: false,
    responseStream: false,
    requestSerialize: pass,
    requestDeserialize: pass,
    responseSerialize: pass,
    responseDeserialize: pass,
  };
  const handler: handleUnaryCall<Buffer, Buffer> = (call, callback) => {
    take(call).then(
      (outcome) => respond(signal, outcome, callback),
      (error: unknown) => {
        logger.error({ err: error }, 'an export failed');
        callback({ code: status.INTERNAL, details: 'the store failed; see its log' });
      }
    );
  };
  server.addService({ Export: method }, { Export: handler });
}

function respond(signal: Signal, outcome: ExportOutcome, callback: sendUnaryData<Buffer>): void {
  switch (outcome.kind) {
    case 'stored':
      callback(null, exportResponse(signal, outcome.rejected, outcome.message, 'protobuf'));
      return;
    case 'invalid':
      callback({ code: status.INVALID_ARGUMENT, details: outcome.message });
      return;
    case 'unavailable':
      callback({ code: status.UNAVAILABLE, details: outcome.message, metadata: new Metadata() });
      return;
  }
}

/** grpc-js reports a busy port without the system's code, so the port is tried first. */
async function checkPort({ host, port }: ListenOptions): Promise<void> {
  if (port === 0) return;
  await new Promise<void>((resolve, reject) => {
    const probe = createServer();
    probe.once('error', reject);
    probe.listen({ host, port, exclusive: true }, () => probe.close(() => resolve()));
  });
}

function bind(server: Server, { host, port }: ListenOptions): Promise<number> {
  const address = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`;
  return new Promise((resolve, reject) => {
    server.bindAsync(address, ServerCredentials.createInsecure(), (error, bound) => {
      if (error === null) resolve(bound);
      else reject(error);
    });
  });
}

function shutDown(server: Server): Promise<void> {
  return new Promise((resolve) => {
    // With every connection gone, tryShutdown was seen not to call back after all (a Collector killed in mid-call).
    const timer = setTimeout(() => {
      server.forceShutdown();
      resolve();
    }, SHUTDOWN_MS);
    server.tryShutdown(() => {
      clearTimeout(timer);
      resolve();
    });
  });
}
