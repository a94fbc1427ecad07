import { BinaryReader, WireType } from '@bufbuild/protobuf/wire';
import { PartBudget } from './part-budget';
import { FILE_LIMITS, ProfileFileError } from './profile-file-error';

/**
 * The parts of pprof's profile.proto (github.com/google/pprof/proto/profile.proto) that a flame graph needs, as they
 * stand in the file: texts are numbers of `strings`, ids are any numbers.
 */
export interface PprofFile {
  sampleTypes: PprofValueType[];
  samples: PprofSample[];
  mappings: Map<PprofId, { filename: number }>;
  locations: Map<PprofId, PprofLocation>;
  functions: Map<PprofId, { name: number; systemName: number }>;
  strings: string[];
  timeNs: number;
  durationNs: number;
  periodType?: PprofValueType;
  period: number;
}

export type PprofId = number | bigint;

export interface PprofValueType {
  type: number;
  unit: number;
}

export interface PprofSample {
  /** Leaf first. */
  locations: PprofId[];
  values: number[];
  labels: PprofLabel[];
}

export interface PprofLabel {
  key: number;
  str: number;
  num: number;
}

export interface PprofLocation {
  mapping: PprofId;
  address: PprofId;
  /** Functions, the innermost first: inlined code has several. */
  functions: PprofId[];
}

type Field = (reader: BinaryReader, wireType: WireType) => void;

/** What a message or a text takes, as numbers do. */
const OBJECT_PARTS = 4;

/** Reads the fields that have a reader, skips all others. The library bounds every length and varint. */
function readMessage(bytes: Uint8Array, budget: PartBudget, fields: Readonly<Record<number, Field>>): void {
  const reader = new BinaryReader(bytes);
  budget.take(OBJECT_PARTS);
  while (reader.pos < reader.len) {
    budget.take(1);
    const [number, wireType] = reader.tag();
    const field = fields[number];
    if (field) {
      field(reader, wireType);
    } else {
      reader.skip(wireType, number);
    }
  }
}

function expectType(wireType: WireType, expected: WireType): void {
  if (wireType !== expected) {
    throw new ProfileFileError('broken-pprof', 'wire type');
  }
}

const toId = (value: bigint | string): PprofId => {
  const id = BigInt(value);
  return id <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(id) : id;
};

function readId(reader: BinaryReader, wireType: WireType): PprofId {
  expectType(wireType, WireType.Varint);
  return toId(reader.uint64());
}

function readNumber(reader: BinaryReader, wireType: WireType): number {
  expectType(wireType, WireType.Varint);
  return Number(reader.int64());
}

function readBytes(reader: BinaryReader, wireType: WireType): Uint8Array {
  expectType(wireType, WireType.LengthDelimited);
  return reader.bytes();
}

/** Repeated numbers are packed, or stand one by one. */
function readNumbers(budget: PartBudget, read: (from: BinaryReader) => void): Field {
  return (reader, wireType) => {
    if (wireType !== WireType.LengthDelimited) {
      expectType(wireType, WireType.Varint);
      read(reader);
      return;
    }
    const packed = new BinaryReader(reader.bytes());
    while (packed.pos < packed.len) {
      budget.take(1);
      read(packed);
    }
  };
}

function readValueType(bytes: Uint8Array, budget: PartBudget): PprofValueType {
  const row = { type: 0, unit: 0 };
  readMessage(bytes, budget, {
    1: (reader, wireType) => void (row.type = readNumber(reader, wireType)),
    2: (reader, wireType) => void (row.unit = readNumber(reader, wireType)),
  });
  return row;
}

function readLabel(bytes: Uint8Array, budget: PartBudget): PprofLabel {
  const row = { key: 0, str: 0, num: 0 };
  readMessage(bytes, budget, {
    1: (reader, wireType) => void (row.key = readNumber(reader, wireType)),
    2: (reader, wireType) => void (row.str = readNumber(reader, wireType)),
    3: (reader, wireType) => void (row.num = readNumber(reader, wireType)),
  });
  return row;
}

function readSample(bytes: Uint8Array, budget: PartBudget): PprofSample {
  const row: PprofSample = { locations: [], values: [], labels: [] };
  readMessage(bytes, budget, {
    1: readNumbers(budget, (from) => {
      if (row.locations.push(toId(from.uint64())) > FILE_LIMITS.depth) {
        throw new ProfileFileError('too-deep');
      }
    }),
    2: readNumbers(budget, (from) => row.values.push(Number(from.int64()))),
    3: (reader, wireType) => void row.labels.push(readLabel(readBytes(reader, wireType), budget)),
  });
  return row;
}

function readLocation(bytes: Uint8Array, budget: PartBudget): PprofLocation & { id: PprofId } {
  const row: PprofLocation & { id: PprofId } = { id: 0, mapping: 0, address: 0, functions: [] };
  const readLine = (line: Uint8Array) =>
    readMessage(line, budget, { 1: (reader, wireType) => void row.functions.push(readId(reader, wireType)) });
  readMessage(bytes, budget, {
    1: (reader, wireType) => void (row.id = readId(reader, wireType)),
    2: (reader, wireType) => void (row.mapping = readId(reader, wireType)),
    3: (reader, wireType) => void (row.address = readId(reader, wireType)),
    4: (reader, wireType) => readLine(readBytes(reader, wireType)),
  });
  return row;
}

function readFunction(bytes: Uint8Array, budget: PartBudget): { id: PprofId; name: number; systemName: number } {
  const row = { id: 0 as PprofId, name: 0, systemName: 0 };
  readMessage(bytes, budget, {
    1: (reader, wireType) => void (row.id = readId(reader, wireType)),
    2: (reader, wireType) => void (row.name = readNumber(reader, wireType)),
    3: (reader, wireType) => void (row.systemName = readNumber(reader, wireType)),
  });
  return row;
}

function readMapping(bytes: Uint8Array, budget: PartBudget): { id: PprofId; filename: number } {
  const row = { id: 0 as PprofId, filename: 0 };
  readMessage(bytes, budget, {
    1: (reader, wireType) => void (row.id = readId(reader, wireType)),
    5: (reader, wireType) => void (row.filename = readNumber(reader, wireType)),
  });
  return row;
}

/** Throws ProfileFileError for bytes that are no pprof profile or exceed the limits. */
export function decodePprof(bytes: Uint8Array): PprofFile {
  const file: PprofFile = {
    sampleTypes: [],
    samples: [],
    mappings: new Map(),
    locations: new Map(),
    functions: new Map(),
    strings: [],
    timeNs: 0,
    durationNs: 0,
    period: 0,
  };
  try {
    const budget = new PartBudget();
    readMessage(bytes, budget, fieldsOf(file, budget));
  } catch (error) {
    throw error instanceof ProfileFileError ? error : new ProfileFileError('broken-pprof', String(error));
  }
  if (file.sampleTypes.length === 0 || file.strings[0] !== '') {
    throw new ProfileFileError('broken-pprof', 'no sample type');
  }
  return file;
}

const utf8 = new TextDecoder();

function fieldsOf(file: PprofFile, budget: PartBudget): Record<number, Field> {
  return {
    1: (reader, wireType) => void file.sampleTypes.push(readValueType(readBytes(reader, wireType), budget)),
    2: (reader, wireType) => {
      if (file.samples.push(readSample(readBytes(reader, wireType), budget)) > FILE_LIMITS.samples) {
        throw new ProfileFileError('too-many-samples');
      }
    },
    3: (reader, wireType) => {
      const { id, ...mapping } = readMapping(readBytes(reader, wireType), budget);
      file.mappings.set(id, mapping);
    },
    4: (reader, wireType) => {
      const { id, ...location } = readLocation(readBytes(reader, wireType), budget);
      file.locations.set(id, location);
    },
    5: (reader, wireType) => {
      const { id, ...row } = readFunction(readBytes(reader, wireType), budget);
      file.functions.set(id, row);
    },
    6: (reader, wireType) => {
      budget.take(OBJECT_PARTS);
      file.strings.push(utf8.decode(readBytes(reader, wireType)));
    },
    9: (reader, wireType) => void (file.timeNs = readNumber(reader, wireType)),
    10: (reader, wireType) => void (file.durationNs = readNumber(reader, wireType)),
    11: (reader, wireType) => void (file.periodType = readValueType(readBytes(reader, wireType), budget)),
    12: (reader, wireType) => void (file.period = readNumber(reader, wireType)),
  };
}
