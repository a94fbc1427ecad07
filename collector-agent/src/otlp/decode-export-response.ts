import { integerIn, lengthDelimited, stringIn } from './protobuf-reader.ts';

export interface ExportResponse {
  readonly rejectedProfiles: bigint;
  readonly message: string;
}

/**
 * ExportProfilesServiceResponse: partial_success 1 { rejected_profiles 1, error_message 2 }.
 *
 * @throws {MalformedProtobuf}
 */
export function decodeExportResponse(response: Uint8Array): ExportResponse {
  const partialSuccess = lengthDelimited(response, 1).at(-1) ?? new Uint8Array();
  return {
    rejectedProfiles: BigInt.asIntN(64, integerIn(partialSuccess, 1)),
    message: stringIn(partialSuccess, 2),
  };
}
