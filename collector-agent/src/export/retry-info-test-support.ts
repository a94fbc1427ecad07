import { Metadata } from '@grpc/grpc-js';
import { ProtobufWriter } from '../otlp/protobuf-writer.ts';

/** For tests: trailers as a server sends them with `google.rpc.RetryInfo` in the details. */
export function retryInfoTrailers(seconds: number, nanos: number): Metadata {
  const writer = new ProtobufWriter();
  writer.integer(1, 14);
  writer.message(3, () => {
    writer.string(1, 'type.googleapis.com/google.rpc.DebugInfo');
  });
  writer.message(3, () => {
    writer.string(1, 'type.googleapis.com/google.rpc.RetryInfo');
    writer.message(2, () =>
      writer.message(1, () => {
        writer.integer(1, seconds);
        writer.integer(2, nanos);
      })
    );
  });
  const trailers = new Metadata();
  trailers.set('grpc-status-details-bin', Buffer.from(writer.finish()));
  return trailers;
}
