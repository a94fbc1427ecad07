import type { ProtobufWriter } from './protobuf-writer.ts';

/** KeyValue: key 1, value 2. Keys and values inline, never references (`key_strindex`): see docs/decisions/0003. */
export function encodeKeyValue(writer: ProtobufWriter, key: string, value: string | number): void {
  writer.string(1, key);
  writer.message(2, () => encodeAnyValue(writer, value));
}

/** AnyValue, a oneof: string_value 1, int_value 3. */
export function encodeAnyValue(writer: ProtobufWriter, value: string | number): void {
  if (typeof value === 'string') writer.presentString(1, value);
  else writer.presentInteger(3, value);
}
