import type { AttributeRow, Dictionary, FunctionRow, LocationRow, MappingRow } from './dictionary.ts';
import { encodeAnyValue } from './encode-attribute.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';

/**
 * ProfilesDictionary: mapping_table 1, location_table 2, function_table 3, link_table 4, string_table 5,
 * attribute_table 6, stack_table 7.
 */
export function encodeDictionary(writer: ProtobufWriter, dictionary: Dictionary): void {
  for (const row of dictionary.mappings.rows) writer.message(1, () => row && encodeMapping(writer, row));
  for (const row of dictionary.locations.rows) writer.message(2, () => row && encodeLocation(writer, row));
  for (const row of dictionary.functions.rows) writer.message(3, () => row && encodeFunction(writer, row));
  writer.message(4, () => encodeZeroLink(writer));
  for (const text of dictionary.strings.rows) writer.presentString(5, text);
  for (const row of dictionary.attributes.rows) writer.message(6, () => row && encodeAttributeRow(writer, row));
  // Stack: location_indices 1, leaf first.
  for (const locations of dictionary.stacks.rows) writer.message(7, () => writer.integers(1, locations));
}

/**
 * Mapping: memory_start 1, memory_limit 2, file_offset 3, filename_strindex 4, attribute_indices 5.
 *
 * Our addresses are those of the ELF file, not of the process. A mapping from 0 to the last address with offset 0 is
 * how pprof, Parca and Pyroscope are told so (`GetBase` in pprof's elfexec); it is also the same in every process.
 */
function encodeMapping(writer: ProtobufWriter, row: MappingRow): void {
  writer.integer(2, ADDRESS_SPACE_LIMIT);
  writer.integer(4, row.filenameIndex);
  writer.integers(5, row.attributeIndices);
}

/**
 * Location: mapping_index 1, address 2, lines 3, attribute_indices 4. Line: function_index 1.
 * There is always a line: Pyroscope shows no frame for a location without one.
 */
function encodeLocation(writer: ProtobufWriter, row: LocationRow): void {
  writer.integer(1, row.mappingIndex);
  writer.integer(2, row.address);
  writer.message(3, () => writer.integer(1, row.functionIndex));
  writer.integers(4, row.attributeIndices);
}

/** Function: name_strindex 1, system_name_strindex 2, filename_strindex 3, start_line 4. */
function encodeFunction(writer: ProtobufWriter, row: FunctionRow): void {
  writer.integer(1, row.nameIndex);
  writer.integer(3, row.filenameIndex);
}

/** Link: trace_id 1, span_id 2. The zero link has zero bytes rather than none. */
function encodeZeroLink(writer: ProtobufWriter): void {
  writer.bytes(1, new Uint8Array(16));
  writer.bytes(2, new Uint8Array(8));
}

/** KeyValueAndUnit: key_strindex 1, value 2, unit_strindex 3. */
function encodeAttributeRow(writer: ProtobufWriter, row: AttributeRow): void {
  writer.integer(1, row.keyIndex);
  writer.message(2, () => encodeAnyValue(writer, row.value));
}

export const ADDRESS_SPACE_LIMIT = 2n ** 64n - 1n;
