/** A service that takes log entries over gRPC, Envoy's own and OpenTelemetry's, and spans, and reads none. */
import { Server, ServerCredentials, type ServiceDefinition } from '@grpc/grpc-js';

const raw = { serialize: (value: Buffer) => value, deserialize: (value: Buffer) => value };
const method = (path: string, requestStream: boolean) => ({
  path,
  requestStream,
  responseStream: false,
  requestSerialize: raw.serialize,
  requestDeserialize: raw.deserialize,
  responseSerialize: raw.serialize,
  responseDeserialize: raw.deserialize,
});
const SERVICE: ServiceDefinition = {
  StreamAccessLogs: method('/envoy.service.accesslog.v3.AccessLogService/StreamAccessLogs', true),
  Export: method('/opentelemetry.proto.collector.logs.v1.LogsService/Export', false),
  ExportSpans: method('/opentelemetry.proto.collector.trace.v1.TraceService/Export', false),
};

export interface LogService {
  /** Exports, or messages of a stream. */
  readonly calls: () => number;
  readonly stop: () => Promise<void>;
}

export async function startLogService(port: number): Promise<LogService> {
  let calls = 0;
  const take = (_call: unknown, answer: (error: null, value: Buffer) => void): void => {
    calls += 1;
    answer(null, Buffer.alloc(0));
  };
  const server = new Server();
  server.addService(SERVICE, {
    StreamAccessLogs: (call: NodeJS.ReadableStream) => call.on('data', () => (calls += 1)),
    Export: take,
    ExportSpans: take,
  });
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`127.0.0.1:${port}`, ServerCredentials.createInsecure(), (error) =>
      error === null ? resolve() : reject(error)
    );
  });
  return {
    calls: () => calls,
    stop: () => {
      server.forceShutdown();
      return Promise.resolve();
    },
  };
}
