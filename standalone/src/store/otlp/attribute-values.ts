import type { AnyValue, KeyValue } from '../generated/opentelemetry/proto/common/v1/common_pb.js';
import { type Checked, invalid, valid } from '../checked.ts';

/** The profiles dictionary's strings, as attributes refer to them. */
export type StringLookup = (index: number) => Checked<string>;

export interface Attribute {
  readonly name: string;
  /** '' for values that make no label: bool, double, bytes, maps and longer arrays, as in Pyroscope. */
  readonly value: string;
}

/** A resource or scope attribute; its key and string value may be references. */
export function readAttribute(attribute: KeyValue, strings: StringLookup): Checked<Attribute> {
  let name = attribute.key;
  if (attribute.keyStrindex !== 0) {
    if (name !== '') return invalid('an attribute has both key and key_strindex');
    const referenced = strings(attribute.keyStrindex);
    if (!referenced.ok) return invalid(`key_strindex: ${referenced.reason}`);
    name = referenced.value;
  }
  if (name === '') return invalid('an attribute has no key');
  const value = readLabelValue(attribute.value, strings);
  return value.ok ? valid({ name: name, value: value.value }) : value;
}

/** Text of a value as a label has it; '' if it makes no label. */
export function readLabelValue(value: AnyValue | undefined, strings: StringLookup): Checked<string> {
  const content = value?.value;
  switch (content?.case) {
    case 'stringValue':
      return valid(content.value);
    case 'intValue':
      return valid(content.value.toString());
    case 'stringValueStrindex': {
      const referenced = strings(content.value);
      return referenced.ok ? referenced : invalid(`string_value_strindex: ${referenced.reason}`);
    }
    case 'arrayValue':
      return content.value.values.length === 1 ? readLabelValue(content.value.values[0], strings) : valid('');
    case 'boolValue':
    case 'doubleValue':
    case 'bytesValue':
    case 'kvlistValue':
    case undefined:
      return valid('');
  }
}
