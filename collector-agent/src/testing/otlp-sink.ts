import { Server, ServerCredentials, type sendUnaryData, type ServerUnaryCall } from '@grpc/grpc-js';
import { EXPORT_PATH } from '../export/grpc-profiles-exporter.ts';

const LOGS_PATH = '/opentelemetry.proto.collector.logs.v1.LogsService/Export';

/** An OTLP endpoint that acknowledges and keeps every request, and that can be taken away and brought back. */
export class OtlpSink {
  readonly profiles: Buffer[] = [];
  readonly logs: Buffer[] = [];
  #port = 0;
  #server: Server | undefined;

  get url(): string {
    return `http://127.0.0.1:${this.#port}`;
  }

  async start(): Promise<void> {
    const server = new Server();
    server.addService(
      { profiles: method(EXPORT_PATH), logs: method(LOGS_PATH) },
      { profiles: keepIn(this.profiles), logs: keepIn(this.logs) }
    );
    this.#port = await new Promise<number>((resolve, reject) => {
      server.bindAsync(`127.0.0.1:${this.#port}`, ServerCredentials.createInsecure(), (error, port) => {
        if (error === null) resolve(port);
        else reject(error);
      });
    });
    this.#server = server;
  }

  stop(): void {
    this.#server?.forceShutdown();
    this.#server = undefined;
  }

  /** Strings are inline in our requests and in the log exporter's, so a label's value can be searched for. */
  profilesWith(text: string): Buffer[] {
    return this.profiles.filter((request) => request.includes(text));
  }

  logsWith(text: string): Buffer[] {
    return this.logs.filter((request) => request.includes(text));
  }
}

function method(path: string) {
  const asIs = (bytes: Buffer): Buffer => bytes;
  return {
    path,
    requestStream: false,
    responseStream: false,
    requestSerialize: asIs,
    requestDeserialize: asIs,
    responseSerialize: asIs,
    responseDeserialize: asIs,
  };
}

function keepIn(requests: Buffer[]) {
  return ({ request }: ServerUnaryCall<Buffer, Buffer>, respond: sendUnaryData<Buffer>): void => {
    requests.push(request);
    // An empty response message: everything was taken.
    respond(null, Buffer.alloc(0));
  };
}
