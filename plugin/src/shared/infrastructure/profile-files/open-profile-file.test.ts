import { CompressionStream, DecompressionStream } from 'stream/web';
import { gzipSync } from 'zlib';
import {
  Function as PprofFunction,
  Label,
  Line,
  Location,
  Mapping,
  Profile,
  Sample,
  StringTable,
  ValueType,
} from 'pprof-format';
import { profileContentOf } from '@shared/domain/profile-view/profile-content';
import { makeFrame } from '../../../testing/make-frame';
import { gunzip, gzip } from './gzip';
import { openProfileFile } from './open-profile-file';
import { encodeProfileJson } from './profile-json';
import { FILE_LIMITS, ProfileFileError } from './profile-file-error';

Object.assign(globalThis, { CompressionStream, DecompressionStream });

const file = (content: string | Uint8Array, name = 'saved.txt', size?: number) => {
  const bytes = new Uint8Array(Buffer.from(content));
  return { name, size: size ?? bytes.length, arrayBuffer: () => Promise.resolve(bytes.buffer) };
};

const problemOf = async (content: string | Uint8Array, size?: number): Promise<string> => {
  try {
    await openProfileFile(file(content, 'bad', size));
  } catch (error) {
    return error instanceof ProfileFileError ? error.problem : `not expected: ${String(error)}`;
  }
  return 'opened';
};

/** An address as id, as some writers have it: more than a number holds. */
const LARGE_ID = BigInt('9223372036854775809');

/** As `meshprof record` writes it: two dimensions, ticks with a period, labels, an unnamed frame and inlined ones. */
function recorded(): Uint8Array {
  const strings = new StringTable();
  const text = (value: string) => strings.dedup(value);
  const type = (name: string, unit: string) => new ValueType({ type: text(name), unit: text(unit) });
  const functions = ['main', 'inlined', 'write_[k]'].map(
    (name, index) => new PprofFunction({ id: index + 1, name: text(name) })
  );
  const label = (key: string, value: string) => new Label({ key: text(key), str: text(value) });
  const sample = (locationId: Array<number | bigint>, value: number[], category: string, thread: string) =>
    new Sample({
      locationId,
      value,
      label: [
        label('cost_category', category),
        label('thread', thread),
        label('unknown_label', 'x'),
        new Label({ key: text('process_pid'), num: 42 }),
      ],
    });
  return new Profile({
    stringTable: strings,
    sampleType: [type('samples', 'count'), type('off_cpu', 'nanoseconds')],
    mapping: [new Mapping({ id: 1, filename: text('/usr/bin/envoy') })],
    location: [
      new Location({ id: LARGE_ID, line: [new Line({ functionId: 2 }), new Line({ functionId: 1 })] }),
      new Location({ id: 2, line: [new Line({ functionId: 3 })] }),
      new Location({ id: 3, mappingId: 1, address: 0x1a2b }),
    ],
    function: functions,
    sample: [sample([2, LARGE_ID], [3, 0], 'router', 'main'), sample([3], [1, 500], 'unresolved', 'worker')],
    timeNanos: BigInt('1795710005000000000'),
    durationNanos: 10_000_000_000,
    periodType: type('cpu', 'nanoseconds'),
    period: 10_101_010,
  }).encode();
}

describe('openProfileFile', () => {
  it('reads what meshprof record writes, packed or not', async () => {
    for (const bytes of [gzipSync(recorded()), recorded()]) {
      const saved = await openProfileFile(file(bytes, 'cpu.pb.gz'));
      expect(saved.profiles.map(({ title, typeId }) => [title, typeId])).toEqual([
        ['On-CPU time', 'on-cpu'],
        ['Off-CPU time', 'off-cpu-time'],
      ]);
      expect(saved.toUnixMs - saved.fromUnixMs).toBe(10_000);
      const frame = saved.profiles[0]?.profileOf({})?.frame;
      const labels = frame?.fields[3]?.config.type?.enum?.text ?? [];
      expect(frame?.fields[3]?.values.map((value: number) => labels[value])).toEqual([
        'total',
        'main',
        'inlined',
        'write_[k]',
        'envoy+0x1a2b',
      ]);
      expect(frame && profileContentOf(frame)).toMatchObject({ total: 4 * 10_101_010, unnamedShare: 0.25 });
    }
  });

  it('splits and narrows down by the labels of a file', async () => {
    const [cpu] = (await openProfileFile(file(recorded()))).profiles;
    expect(cpu?.sumsOf({})).toEqual([
      { labels: { cost_category: 'router', thread: 'main', process_pid: '42' }, sum: 3 * 10_101_010 },
      { labels: { cost_category: 'unresolved', thread: 'worker', process_pid: '42' }, sum: 10_101_010 },
    ]);
    expect(cpu?.profileOf({ thread: 'worker' })?.frame.length).toBe(2);
    expect(cpu?.profileOf({ thread: 'nobody' })).toBeUndefined();
    expect(cpu?.sumsOf({ thread: 'worker' }, 'thread')).toHaveLength(2);
  });

  it('reads folded stacks', async () => {
    const saved = await openProfileFile(file('# by hand\nmain;a b;c 3\nmain 2\r\n\nmain;a b;c 1\n'));
    const frame = saved.profiles[0]?.profileOf({})?.frame;
    expect(frame?.fields.slice(0, 3).map(({ values }) => [...values])).toEqual([
      [0, 1, 2, 3],
      [6, 6, 4, 4],
      [0, 2, 0, 4],
    ]);
  });

  it('reads its own JSON', async () => {
    const frame = makeFrame([
      [0, 10, 0, 'total'],
      [1, 10, 10, 'main'],
    ]);
    const meta = {
      subject: 'demo-envoy',
      profileTypeId: 'off_cpu:off_cpu:nanoseconds::',
      title: 'Off-CPU time',
      unit: 'ns',
      labelSelector: '{}',
      fromUnixMs: 1,
      toUnixMs: 2,
    };
    const saved = await openProfileFile(file(encodeProfileJson(frame, meta), 'x.json'));
    expect(saved).toMatchObject({ subject: 'demo-envoy', fromUnixMs: 1, toUnixMs: 2 });
    expect(saved.profiles[0]).toMatchObject({ typeId: 'off-cpu-time', title: 'Off-CPU time' });
    expect(saved.profiles[0]?.profileOf({})?.frame.fields.map(({ values }) => [...values])).toEqual(
      frame.fields.map(({ values }) => [...values])
    );
  });

  it.each([
    ['nothing', '', 'unknown-format'],
    ['prose', 'This is no profile.', 'broken-folded'],
    ['other JSON', '{"a": 1}', 'other-json'],
    ['half a JSON', '{"a": ', 'not-json'],
    ['JSON without a frame', '{"format": "meshprof-profile/1"}', 'broken-frame'],
    ['a frame with a hole in it', levels([0, 2]), 'broken-frame'],
    ['a frame with two roots', levels([0, 0]), 'broken-frame'],
    ['a frame as deep as a well', levels(Array.from({ length: 5000 }, (_, level) => level)), 'too-deep'],
    ['a comment only', '# nothing\n', 'no-samples'],
    ['a stack without end', `${'f;'.repeat(5000)}f 1`, 'too-deep'],
  ])('refuses %s', async (_what, content, problem) => expect(await problemOf(content)).toBe(problem));

  it('refuses bytes of every kind with one clear error', async () => {
    const good = recorded();
    expect(await problemOf(new Uint8Array([0x1f, 0x8b, 1, 2, 3]))).toBe('broken-gzip');
    expect(await problemOf(gzipSync(good).subarray(0, 60))).toBe('broken-gzip');
    expect(await problemOf(Uint8Array.from({ length: 100_000 }, () => 0xff))).toBe('broken-pprof');
    // Lengths beyond the end, and a varint that never ends.
    expect(await problemOf(new Uint8Array([0x0a, 0xff, 0xff, 0x03]))).toBe('broken-pprof');
    expect(await problemOf(new Uint8Array([0x48, ...Array.from({ length: 2000 }, () => 0xff)]))).toBe('broken-pprof');
    expect(await problemOf('x', FILE_LIMITS.packedBytes + 1)).toBe('too-large');
    for (let length = 1; length < good.length; length += 7) {
      expect(await problemOf(good.subarray(0, length))).toMatch(/^(opened|broken-pprof|no-samples|broken-folded)$/);
    }
  });

  it('stops where few bytes stand for more than a browser can hold', async () => {
    const message = (field: number, ...content: number[]) => [field * 8 + 2, content.length, ...content];
    const header = [...message(1), ...message(6)];
    const stack = Array.from({ length: 2000 }, () => 1);
    const deep = [0x0a, 0xd0, 0x0f, ...stack];
    expect(await problemOf(new Uint8Array([...header, 0x12, 0xd3, 0x0f, ...deep]))).toBe('too-deep');
    const limit = jest.replaceProperty(FILE_LIMITS as { parts: number }, 'parts', 1000);
    const labels = Array.from({ length: 60 }, () => message(3)).flat();
    const samples = Array.from({ length: 10 }, () => message(2, ...labels)).flat();
    const strings = Array.from({ length: 1000 }, () => message(6)).flat();
    for (const content of [samples, strings]) {
      expect(await problemOf(new Uint8Array([...header, ...content]))).toBe('too-many-parts');
    }
    expect(await problemOf('a;b;c 1\n'.repeat(400))).toBe('too-many-parts');
    limit.restore();
  });

  it.each([
    ['numbers for columns', { values: [1, 2, 3, 4] }],
    ['texts for columns', { values: ['0', '1', '1', 'a'] }],
    ['levels as texts', { values: [['0'], [1], [1], [0]] }],
    ['labels that are no texts', { values: [[0], [1], [1], [1]] }],
    ['no columns', { values: null }],
    ['no data', null],
  ])('refuses a frame with %s', async (_what, data) => {
    const config = { type: { enum: { text: ['a', { toString: 'x' }] } } };
    const fields = ['level', 'value', 'self', 'label'].map((name) => ({ name, type: 'number', config }));
    for (const schema of [{ fields }, { fields: [null] }, { fields: {} }, null]) {
      const json = JSON.stringify({ format: 'meshprof-profile/1', frame: { schema, data } });
      expect(await problemOf(json)).toBe('broken-frame');
    }
  });

  it('takes nothing but the four columns from a frame', async () => {
    const { frame, ...rest } = JSON.parse(levels([0, 1]));
    frame.schema.fields[1].config = { unit: 'ns', links: [{ url: 'javascript:alert(1)' }], custom: { x: 1 } };
    frame.schema.fields.push({ name: 'valueRight', type: 'number', config: {} });
    frame.data.values.push([1]);
    const saved = await openProfileFile(file(JSON.stringify({ ...rest, frame }), 'x.json'));
    const fields = saved.profiles[0]?.profileOf({})?.frame.fields ?? [];
    expect(fields.map(({ name, config }) => [name, Object.keys(config)])).toEqual([
      ['level', []],
      ['value', ['unit']],
      ['self', ['unit']],
      ['label', ['type']],
    ]);
  });

  it('stops to unpack what becomes too large', async () => {
    const bomb = gzipSync(Buffer.alloc(50_000_000, 0x20));
    expect(bomb.length).toBeLessThan(100_000);
    expect(await gunzip(new Uint8Array(bomb), 1_000_000)).toBeUndefined();
  });

  it('packs what others unpack', async () => {
    const packed = await gzip(new TextEncoder().encode('main 1\n'));
    expect((await openProfileFile(file(packed))).profiles).toHaveLength(1);
  });
});

function levels(values: number[]): string {
  const frame = makeFrame(values.map((level) => [level, 1, 0, 'f']));
  return encodeProfileJson(frame, {
    subject: '',
    profileTypeId: '',
    title: '',
    unit: 'ns',
    labelSelector: '',
    fromUnixMs: 0,
    toUnixMs: 0,
  });
}
