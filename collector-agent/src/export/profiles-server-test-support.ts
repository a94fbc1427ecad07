import type { status } from '@grpc/grpc-js';
import {
  Metadata,
  type sendUnaryData,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type ServiceDefinition,
} from '@grpc/grpc-js';
import { EXPORT_PATH } from './grpc-profiles-exporter.ts';

/** What the server does with one call. `hang` never answers. */
export type Answer =
  | { readonly kind: 'ok'; readonly response?: Uint8Array }
  | { readonly kind: 'error'; readonly code: status; readonly details?: string; readonly trailers?: Metadata }
  | { readonly kind: 'hang' };

export interface ReceivedCall {
  readonly request: Uint8Array;
  readonly metadata: Metadata;
}

export interface ProfilesServer {
  readonly port: number;
  readonly calls: ReceivedCall[];
  /** Ends at once, calls in progress included. */
  stop(): void;
}

export interface ServerOptions {
  /** 0 for any free one. */
  readonly port?: number;
  readonly credentials?: ServerCredentials;
  /** Decides by the number of calls before this one. Default: always ok. */
  readonly answer?: (callsBefore: number) => Answer;
}

/** For tests: a real gRPC server on loopback with the profiles service, which takes any bytes. */
export async function startProfilesServer(options: ServerOptions = {}): Promise<ProfilesServer> {
  const calls: ReceivedCall[] = [];
  const server = new Server();
  server.addService(serviceDefinition, {
    Export: (call: ServerUnaryCall<Buffer, Buffer>, callback: sendUnaryData<Buffer>) => {
      const answer = options.answer?.(calls.length) ?? { kind: 'ok' };
      calls.push({ request: Uint8Array.from(call.request), metadata: call.metadata });
      if (answer.kind === 'ok') callback(null, Buffer.from(answer.response ?? []));
      if (answer.kind === 'error') {
        callback({ code: answer.code, details: answer.details ?? '', metadata: answer.trailers ?? new Metadata() });
      }
    },
  });
  const credentials = options.credentials ?? ServerCredentials.createInsecure();
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${options.port ?? 0}`, credentials, (error, bound) =>
      error ? reject(error) : resolve(bound)
    );
  });
  return { port, calls, stop: () => server.forceShutdown() };
}

const serviceDefinition: ServiceDefinition = {
  Export: {
    path: EXPORT_PATH,
    requestStream: false,
    responseStream: false,
    requestSerialize: (bytes: Buffer) => bytes,
    requestDeserialize: (bytes: Buffer) => bytes,
    responseSerialize: (bytes: Buffer) => bytes,
    responseDeserialize: (bytes: Buffer) => bytes,
  },
};
