import type {
  ProfilesDictionary,
  Location,
} from '../generated/opentelemetry/proto/profiles/v1development/profiles_pb.js';
import { type Checked, invalid, valid } from '../checked.ts';
import type { Limits } from '../store-config.ts';
import { type Attribute, readLabelValue } from './attribute-values.ts';
import { keepTail } from './keep-tail.ts';

/**
 * The tables of one export, read on demand and checked on the way. Index 0 means "not set" in every table, so it is
 * accepted even where the table is missing. Frame names get numbers that hold for the whole export.
 */
export class DictionaryView {
  readonly names: string[] = [];
  readonly #dictionary: ProfilesDictionary | undefined;
  readonly #limits: Limits;
  readonly #nameNumbers = new Map<string, number>();
  readonly #attributes = new Map<number, Checked<Attribute>>();
  readonly #frames = new Map<number, Checked<readonly number[]>>();
  readonly #stacks = new Map<number, Checked<readonly number[]>>();

  constructor(dictionary: ProfilesDictionary | undefined, limits: Limits) {
    this.#dictionary = dictionary;
    this.#limits = limits;
  }

  readonly string = (index: number): Checked<string> => {
    const text = this.#dictionary?.stringTable[index];
    if (text === undefined) return index === 0 ? valid('') : outOfRange('string_table', index);
    // JSON can carry half a surrogate pair, which has no UTF-8.
    return text.isWellFormed() ? valid(text) : invalid(`string_table[${index}] is not valid Unicode`);
  };

  hasLink(index: number): boolean {
    return index === 0 || this.#dictionary?.linkTable[index] !== undefined;
  }

  attribute(index: number): Checked<Attribute> {
    return cached(this.#attributes, index, () => this.#readAttribute(index));
  }

  /** Name numbers of a stack's frames, root first, cut at the leaf end to the allowed depth. */
  stack(index: number): Checked<readonly number[]> {
    return cached(this.#stacks, index, () => this.#readStack(index));
  }

  #readAttribute(index: number): Checked<Attribute> {
    const entry = this.#dictionary?.attributeTable[index];
    if (entry === undefined) {
      return index === 0 ? valid({ name: '', value: '' }) : outOfRange('attribute_table', index);
    }
    const name = this.string(entry.keyStrindex);
    if (!name.ok) return invalid(`attribute_table[${index}]: ${name.reason}`);
    const value = readLabelValue(entry.value, this.string);
    if (!value.ok) return invalid(`attribute_table[${index}]: ${value.reason}`);
    return valid({ name: name.value, value: value.value });
  }

  #readStack(index: number): Checked<readonly number[]> {
    const stack = this.#dictionary?.stackTable[index];
    if (stack === undefined) return index === 0 ? valid([]) : outOfRange('stack_table', index);
    const names: number[] = [];
    for (let position = stack.locationIndices.length - 1; position >= 0; position--) {
      const frames = this.#location(stack.locationIndices[position]!);
      if (!frames.ok) return invalid(`stack_table[${index}]: ${frames.reason}`);
      for (const frame of frames.value) {
        if (names.length === this.#limits.maxStackDepth) return valid(names);
        names.push(frame);
      }
    }
    return valid(names);
  }

  #location(index: number): Checked<readonly number[]> {
    return cached(this.#frames, index, () => this.#readLocation(index));
  }

  /** A location's frames, outermost first: an address in inlined code has one a line. */
  #readLocation(index: number): Checked<readonly number[]> {
    const location = this.#dictionary?.locationTable[index];
    if (location === undefined) return outOfRange('location_table', index);
    const address = this.#addressName(location);
    if (!address.ok) return invalid(`location_table[${index}]: ${address.reason}`);
    if (location.lines.length === 0) return valid([this.#number(address.value)]);
    const names: number[] = [];
    for (let line = location.lines.length - 1; line >= 0; line--) {
      if (names.length === this.#limits.maxStackDepth) break;
      const name = this.#functionName(location.lines[line]!.functionIndex);
      if (!name.ok) return invalid(`location_table[${index}]: ${name.reason}`);
      names.push(this.#number(name.value === '' ? address.value : name.value));
    }
    return valid(names);
  }

  #functionName(index: number): Checked<string> {
    const entry = this.#dictionary?.functionTable[index];
    if (entry === undefined) return index === 0 ? valid('') : outOfRange('function_table', index);
    const name = this.string(entry.nameStrindex);
    if (!name.ok) return invalid(`function_table[${index}]: ${name.reason}`);
    const systemName = this.string(entry.systemNameStrindex);
    if (!systemName.ok) return invalid(`function_table[${index}]: ${systemName.reason}`);
    const file = this.string(entry.filenameStrindex);
    if (!file.ok) return invalid(`function_table[${index}]: ${file.reason}`);
    return valid(keepTail(name.value === '' ? systemName.value : name.value, this.#limits.maxSymbolBytes));
  }

  /** What stands for a frame without a name: binary and address, as Pyroscope shows unresolved frames. */
  #addressName(location: Location): Checked<string> {
    const mapping = this.#dictionary?.mappingTable[location.mappingIndex];
    if (mapping === undefined && location.mappingIndex !== 0) {
      return outOfRange('mapping_table', location.mappingIndex);
    }
    const path = this.string(mapping?.filenameStrindex ?? 0);
    if (!path.ok) return invalid(`mapping_table[${location.mappingIndex}]: ${path.reason}`);
    const binary = keepTail(path.value.slice(path.value.lastIndexOf('/') + 1), this.#limits.maxSymbolBytes);
    const address = `0x${location.address.toString(16)}`;
    return valid(binary === '' ? address : `${binary}!${address}`);
  }

  #number(name: string): number {
    let number = this.#nameNumbers.get(name);
    if (number === undefined) {
      number = this.names.push(name) - 1;
      this.#nameNumbers.set(name, number);
    }
    return number;
  }
}

function outOfRange(table: string, index: number): Checked<never> {
  return invalid(`${table} has no entry ${index}`);
}

function cached<T>(cache: Map<number, T>, key: number, read: () => T): T {
  const known = cache.get(key);
  if (known !== undefined) return known;
  const value = read();
  cache.set(key, value);
  return value;
}
