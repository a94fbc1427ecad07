import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { CallTree } from './call-tree.ts';

/** What one profile counted: a call tree, and for each of its series the values at the tree's nodes. */
export interface ProfileBody {
  readonly names: readonly string[];
  readonly parents: Uint32Array;
  /** Index in `names` of each node; the root's is meaningless. */
  readonly nodeNames: Uint32Array;
  /** Entries of set i are `setStarts[i]` up to `setStarts[i + 1]`. */
  readonly setStarts: Uint32Array;
  readonly entryNodes: Uint32Array;
  readonly entryValues: Float64Array;
}

const FORMAT_VERSION = 1;
const HEADER_WORDS = 6;
/** Holds most profiles whole: the default of 128 KiB makes decompression more than twice as slow. */
const DECOMPRESSION_CHUNK_BYTES = 512 * 1024;

/** Values of one series: node → value, both of the profile's tree. */
export type ValueSet = ReadonlyMap<number, number>;

/**
 * Packs a profile for the database. `names` may hold more than the tree uses; only used names are kept. The layout is
 * fixed-width arrays in the machine's byte order (little-endian on every platform Meshprof supports), widest first so
 * that each can be read in place, compressed as a whole.
 */
export function encodeProfileBody(tree: CallTree, names: readonly string[], sets: readonly ValueSet[]): Buffer {
  const { used, nodeNames } = compactNames(tree, names);
  const entryCount = sets.reduce((sum, set) => sum + set.size, 0);
  const values = new Float64Array(entryCount);
  const nodes = new Uint32Array(entryCount);
  const starts = new Uint32Array(sets.length + 1);
  let entry = 0;
  sets.forEach((set, index) => {
    for (const [node, value] of set) {
      nodes[entry] = node;
      values[entry++] = value;
    }
    starts[index + 1] = entry;
  });
  // Lengths in UTF-16 units: the reader decodes the text once and cuts it there.
  const lengths = Uint32Array.from(used, (name) => name.length);
  const words = Uint32Array.of(FORMAT_VERSION, entryCount, sets.length, tree.size, used.length, 0);
  const parts = [words, values, starts, nodes, tree.parents, nodeNames, lengths];
  const text = Buffer.from(used.join(''), 'utf8');
  return zstdCompressSync(
    Buffer.concat([...parts.map((part) => Buffer.from(part.buffer, part.byteOffset, part.byteLength)), text])
  );
}

function compactNames(tree: CallTree, names: readonly string[]): { used: string[]; nodeNames: Uint32Array } {
  const used: string[] = [];
  const renumbered = new Map<number, number>();
  const nodeNames = Uint32Array.from(tree.names);
  for (let node = 1; node < nodeNames.length; node++) {
    const name = nodeNames[node]!;
    let index = renumbered.get(name);
    if (index === undefined) {
      index = used.push(names[name]!) - 1;
      renumbered.set(name, index);
    }
    nodeNames[node] = index;
  }
  return { used, nodeNames };
}

/** Reads what `encodeProfileBody` wrote. Throws on anything else: then the database is damaged. */
export function decodeProfileBody(packed: Uint8Array): ProfileBody {
  const bytes = zstdDecompressSync(packed, { chunkSize: DECOMPRESSION_CHUNK_BYTES });
  // Typed arrays need aligned offsets, which a pooled buffer does not promise.
  const buffer =
    bytes.byteOffset % 8 === 0
      ? bytes.buffer
      : bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength);
  let offset = bytes.byteOffset % 8 === 0 ? bytes.byteOffset : 0;
  const words = (count: number): Uint32Array => {
    const array = new Uint32Array(buffer, offset, count);
    offset += array.byteLength;
    return array;
  };
  const [version, entryCount, setCount, nodeCount, nameCount] = words(HEADER_WORDS);
  if (version !== FORMAT_VERSION) throw new Error(`profile body has unknown format version ${version}`);
  const entryValues = new Float64Array(buffer, offset, entryCount);
  offset += entryValues.byteLength;
  const setStarts = words(setCount! + 1);
  const entryNodes = words(entryCount!);
  const parents = words(nodeCount!);
  const nodeNames = words(nodeCount!);
  const lengths = words(nameCount!);
  const textStart = HEADER_WORDS * 4 + entryCount! * 12 + (setCount! + 1 + nodeCount! * 2 + nameCount!) * 4;
  const names = cutText(bytes.toString('utf8', textStart), lengths);
  return { names, parents, nodeNames, setStarts, entryNodes, entryValues };
}

function cutText(text: string, lengths: Uint32Array): string[] {
  const names: string[] = [];
  let start = 0;
  for (const length of lengths) {
    names.push(text.slice(start, start + length));
    start += length;
  }
  return names;
}
