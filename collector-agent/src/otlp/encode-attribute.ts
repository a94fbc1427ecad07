import type { ProtobufWriter } from './protobuf-writer.ts';

/** KeyValue: key 1, value 2. Keys and values inline, never references (`key_strindex`): see docs/decisions/0003. */
export function encodeKeyValue(writer: ProtobufWriter, key: string, value: string | number): void {
  writer.string(1, key);
  writer.message(2, () => encodeAnyValue(writer, value));
}

/**
 * KeyValue with a map of integers. AnyValue: kvlist_value 6; KeyValueList: values 1. Pyroscope makes labels of texts and
 * numbers only, so a map tells what changes from window to window without a series for each value.
 */
export function encodeCounters(
  writer: ProtobufWriter,
  key: string,
  counters: readonly (readonly [string, bigint])[]
): void {
  writer.string(1, key);
  writer.message(2, () =>
    writer.message(6, () => {
      for (const [name, count] of counters) {
        writer.message(1, () => {
          writer.string(1, name);
          writer.message(2, () => writer.presentInteger(3, count));
        });
      }
    })
  );
}

/** AnyValue, a oneof: string_value 1, int_value 3. */
export function encodeAnyValue(writer: ProtobufWriter, value: string | number): void {
  if (typeof value === 'string') writer.presentString(1, value);
  else writer.presentInteger(3, value);
}
