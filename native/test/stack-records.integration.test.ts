import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { before, describe, test } from 'node:test';
import { buildWorkloads, startWorkload } from './gated-workload.ts';
import { makeNative } from './tap-program.ts';

const NATIVE = join(import.meta.dirname, '..');
const PAGE_BYTES = 4096;
/** bpf/meshprof.h */
const RecordType = { tick: 1, waitStack: 2, sleeper: 3 } as const;
const IN_SYSCALL = 1;

interface StackRecord {
  readonly type: number;
  readonly flags: number;
  readonly kernelFrames: number;
  readonly ip: number;
  readonly sp: number;
  /** rbp, rbx, r10, r12 to r15. */
  readonly saved: readonly number[];
  readonly chain: readonly number[];
  readonly slice: string;
}

interface Known {
  readonly key: number;
  readonly stackPointer: number;
  readonly stackTop: number;
  readonly sleepReturn: number;
  readonly spinLoop: number;
  readonly spinEnd: number;
}

before(() => {
  buildWorkloads();
  makeNative('bpf-tools');
});

/** Records of known-stack, those of its gates left out, and what it knows of itself. */
async function recordKnownStack(bytes: number, sliceBytes?: number): Promise<{ records: StackRecord[]; known: Known }> {
  const workload = await startWorkload('known-stack', '--bytes', String(bytes));
  const limit = sliceBytes === undefined ? [] : [String(sliceBytes)];
  const tool = spawn(join(NATIVE, 'build/dump-records'), [String(workload.pid), '3000', ...limit], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const records: StackRecord[] = [];
  const lines = createInterface({ input: tool.stdout })[Symbol.asyncIterator]();
  assert.deepEqual(JSON.parse((await lines.next()).value as string), { ready: true });
  const truth = workload.run();
  for (let line = await lines.next(); !line.done; line = await lines.next()) {
    records.push(JSON.parse(line.value) as StackRecord);
  }
  const known = (await truth) as unknown as Known;
  await workload.end();
  return { records: records.filter(({ sp }) => sp === known.stackPointer), known };
}

/** The bytes of a slice that should be there, from the stack pointer upwards. */
function expectedSlice({ key, stackPointer }: Known, bytes: number): string {
  const slice = Buffer.alloc(bytes);
  for (let offset = 0; offset < bytes; offset += 8) {
    slice.writeBigUInt64LE(BigInt(stackPointer + offset) ^ BigInt(key), offset);
  }
  return slice.toString('hex');
}

function assertKnown(records: readonly StackRecord[], known: Known, sliceBytes: number): void {
  const slice = expectedSlice(known, sliceBytes);
  for (const record of records) {
    assert.deepEqual(record.saved, [0xb9, 0xb1, 0xba, 0xbc, 0xbd, 0xbe, 0xbf]);
    assert.equal(record.chain[0], record.ip);
    assert.equal(record.slice.length, slice.length);
    assert.equal(record.slice, slice);
  }
  const waits = records.filter(({ type }) => type === RecordType.waitStack);
  const blocked = waits.filter(({ flags }) => flags === IN_SYSCALL);
  assert.ok(blocked.length > 0);
  assert.ok(blocked.every(({ ip, kernelFrames }) => ip === known.sleepReturn && kernelFrames > 3));
  const ticks = records.filter(({ type, flags }) => type === RecordType.tick && flags === 0);
  assert.ok(ticks.length > 20, `${ticks.length} ticks`);
  assert.ok(ticks.every(({ ip }) => ip >= known.spinLoop && ip < known.spinEnd));
}

describe('a stack record', () => {
  test('has the user registers, and the stack up to its top if that is near', async () => {
    const { records, known } = await recordKnownStack(6000);
    assertKnown(records, known, 6000);
  });

  test('has as much of a deep stack as it was told', async () => {
    const { records, known } = await recordKnownStack(100_000, 600);
    assertKnown(records, known, 600);
  });

  test('has 16 KiB of a deep stack, if not told otherwise', async () => {
    const { records, known } = await recordKnownStack(100_000);
    assertKnown(records, known, 4 * PAGE_BYTES);
  });

  test('has up to 28 KiB if asked for more, ending at a page', async () => {
    const { records, known } = await recordKnownStack(100_000, 1_000_000);
    const toPageEnd = PAGE_BYTES - (known.stackPointer % PAGE_BYTES);
    assertKnown(records, known, 6 * PAGE_BYTES + toPageEnd);
  });

  test('has all that of a thread that sleeps when the session starts', async () => {
    const workload = await startWorkload('known-stack');
    // Its gate: a read below main, so what is known is the relation between registers, chain and slice.
    const dump = execFileSync(join(NATIVE, 'build/dump-records'), [String(workload.pid), '100'], { encoding: 'utf8' });
    await workload.run();
    await workload.end();
    const records = dump
      .trim()
      .split('\n')
      .slice(1)
      .map((line) => JSON.parse(line) as StackRecord);
    const [sleeper] = records.filter(({ type }) => type === RecordType.sleeper);
    assert.ok(sleeper);
    assert.equal(sleeper.flags, IN_SYSCALL);
    assert.equal(sleeper.chain[0], sleeper.ip);
    const slice = Buffer.from(sleeper.slice, 'hex');
    // Return addresses of the chain stand in the slice: the caller's of `read`, and main's.
    const returns = new Set(sleeper.chain.slice(1).map(BigInt));
    const words = Array.from({ length: slice.length / 8 }, (_, i) => slice.readBigUInt64LE(i * 8));
    const found = new Set(words.filter((word) => returns.has(word)));
    assert.ok(returns.size > 0 && found.size === returns.size, `${found.size} of ${returns.size}`);
  });
});
