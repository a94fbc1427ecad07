import { spawnSync } from 'child_process';
import { existsSync } from 'fs';
import { homedir } from 'os';
import { join } from 'path';
import { gzipSync } from 'zlib';
import { makeFrame } from '../../../testing/make-frame';
import { encodePprof } from './encode-pprof';
import { readPprof } from './read-pprof';

const frame = makeFrame([
  [0, 100, 0, 'total'],
  [1, 90, 10, 'main'],
  [2, 80, 30, 'Envoy::Event::DispatcherImpl::{virtual#16}'],
  [3, 50, 50, 'write_[k]'],
  [1, 10, 10, 'main2'],
]);
const meta = {
  sampleType: { type: 'cpu', unit: 'nanoseconds' },
  fromUnixMs: Date.parse('2026-11-26T16:20:05.123Z'),
  toUnixMs: Date.parse('2026-11-26T16:20:15.123Z'),
  comment: 'demo-envoy {task_id="t"}',
};

// Google's protobuf with a description of its own (tests/decoders), which shares no code with what wrote the file.
const python =
  process.env.MESHPROF_PYTHON ??
  join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'meshprof/venv/tools/bin/python3');
const decoded = existsSync(python) ? it : it.skip;

decoded('is a profile to Google’s own decoder', () => {
  const input = gzipSync(encodePprof(frame, meta));
  const run = spawnSync(python, [join(process.cwd(), '../tests/decoders/pprof_to_json.py')], { input });
  expect(run.stderr.toString()).toBe('');
  const profile = JSON.parse(run.stdout.toString());
  const text = (index: string) => profile.string_table[Number(index)];
  const nameOf = (id: string) => {
    const location = profile.location.find((row: { id: string }) => row.id === id);
    return text(profile.function.find((row: { id: string }) => row.id === location.line[0].function_id).name);
  };
  expect(
    profile.sample.map((row: { location_id: string[]; value: string[] }) => [
      row.location_id.map(nameOf).reverse().join(';'),
      ...row.value,
    ])
  ).toEqual([
    ['main', '10'],
    ['main;Envoy::Event::DispatcherImpl::{virtual#16}', '30'],
    ['main;Envoy::Event::DispatcherImpl::{virtual#16};write_[k]', '50'],
    ['main2', '10'],
  ]);
  expect([text(profile.sample_type[0].type), text(profile.sample_type[0].unit)]).toEqual(['cpu', 'nanoseconds']);
  expect(profile.time_nanos).toBe('1795710005123000000');
  expect(profile.duration_nanos).toBe('10000000000');
  expect(text(profile.comment[0])).toBe(meta.comment);
});

it('comes back as it was', () => {
  const saved = readPprof(encodePprof(frame, meta), 'x.pb.gz');
  expect(saved.fromUnixMs).toBe(meta.fromUnixMs);
  expect(saved.profiles.map(({ title, typeId, grafanaUnit }) => [title, typeId, grafanaUnit])).toEqual([
    ['On-CPU time', 'on-cpu', 'ns'],
  ]);
  const again = saved.profiles[0]?.profileOf({})?.frame;
  expect(again?.fields.map(({ values }) => [...values])).toEqual([
    [0, 1, 2, 3, 1],
    [100, 90, 80, 50, 10],
    [0, 10, 30, 50, 10],
    [0, 1, 2, 3, 4],
  ]);
});
