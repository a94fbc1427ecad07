/** An OTLP endpoint that keeps the requests with profiles which it is sent. */
import { Server, ServerCredentials } from '@grpc/grpc-js';

export interface ProfileEndpoint {
  readonly url: string;
  readonly requests: readonly Buffer[];
  stop(): void;
}

const raw = { serialize: (value: Buffer) => value, deserialize: (value: Buffer) => value };

export async function startProfileEndpoint(): Promise<ProfileEndpoint> {
  const requests: Buffer[] = [];
  const server = new Server({ 'grpc.max_receive_message_length': 64 * 1024 * 1024 });
  const method = {
    path: '/opentelemetry.proto.collector.profiles.v1development.ProfilesService/Export',
    requestStream: false,
    responseStream: false,
    requestSerialize: raw.serialize,
    requestDeserialize: raw.deserialize,
    responseSerialize: raw.serialize,
    responseDeserialize: raw.deserialize,
  };
  server.addService(
    { Export: method },
    {
      Export: (call: { request: Buffer }, answer: (error: null, value: Buffer) => void) => {
        requests.push(call.request);
        answer(null, Buffer.alloc(0));
      },
    }
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error === null ? resolve(bound) : reject(error)
    );
  });
  return { url: `http://127.0.0.1:${port}`, requests, stop: () => server.forceShutdown() };
}
