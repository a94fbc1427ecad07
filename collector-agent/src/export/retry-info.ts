import type { Metadata } from '@grpc/grpc-js';
import { integerIn, lengthDelimited, MalformedProtobuf, stringIn } from '../otlp/protobuf-reader.ts';

/**
 * The delay of a `google.rpc.RetryInfo` in a failed call's trailer `grpc-status-details-bin`, or undefined.
 * Status: details 3 (Any: type_url 1, value 2). RetryInfo: retry_delay 1 (Duration: seconds 1, nanos 2).
 */
export function retryDelayMs(metadata: Metadata): number | undefined {
  const [details] = metadata.get('grpc-status-details-bin');
  if (!(details instanceof Uint8Array)) return undefined;
  try {
    for (const any of lengthDelimited(details, 3)) {
      if (!stringIn(any, 1).endsWith('/google.rpc.RetryInfo')) continue;
      const retryInfo = lengthDelimited(any, 2).at(-1) ?? new Uint8Array();
      const delay = lengthDelimited(retryInfo, 1).at(-1) ?? new Uint8Array();
      const delayMs = Number(BigInt.asIntN(64, integerIn(delay, 1))) * 1000 + Number(integerIn(delay, 2)) / 1e6;
      return Math.max(0, delayMs);
    }
  } catch (error) {
    // A server's broken advice is no advice.
    if (!(error instanceof MalformedProtobuf)) throw error;
  }
  return undefined;
}
