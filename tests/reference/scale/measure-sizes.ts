/**
 * `npm run reference:measure`: measures what docs/guides/scale.md counts with, on the demo's Envoy, and writes
 * measured-sizes.json. As root; about four minutes. Run `npm run reference` afterwards.
 */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { type ListedTarget, type Page, STANDING_LIMITS } from '@meshprof/contracts';
import { decodeOtlp } from '../../harness/decode-otlp.ts';
import { findDemoEnvoy } from '../../harness/demo-envoy.ts';
import { at } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';
import { startMeshprof } from '../../harness/running-meshprof.ts';
import { measureControlTraffic } from './control-traffic.ts';
import { type MeasuredSizes, type ProfileSize, SIZES_FILE } from './measured-sizes.ts';

const scratch = mkdtempSync(path.join(os.tmpdir(), 'meshprof-sizes-'));
const meshprof = await startMeshprof();
try {
  const { pid } = await findDemoEnvoy(meshprof);
  await sleep(10_000);
  const alwaysOnMinute = await sizeOf(pid, { frequencyHz: STANDING_LIMITS.frequencyHz.default, duration: '60s' });
  const task = await sizeOf(pid, { frequencyHz: 99, duration: '10s' });
  const { items } = await meshprof.api<Page<ListedTarget>>('GET', '/v1/targets?limit=500');
  const sizes: MeasuredSizes = {
    measuredOn: new Date().toISOString().slice(0, 10),
    alwaysOnMinute,
    task,
    control: await measureControlTraffic(meshprof, scratch),
    targets: items.length,
    agentMetricSeries: await metricSeries(meshprof.ports.agentMetrics),
  };
  writeFileSync(SIZES_FILE, `${JSON.stringify(sizes, null, 2)}\n`);
  process.stdout.write(readFileSync(SIZES_FILE, 'utf8'));
} finally {
  await meshprof.stop();
  rmSync(scratch, { recursive: true, force: true });
}

async function sizeOf(pid: number, options: { frequencyHz: number; duration: string }): Promise<ProfileSize> {
  const output = path.join(scratch, 'profile.otlp');
  const command = [process.execPath, at('collector-agent', 'bin', 'meshprof.mjs'), 'record', '--pid', String(pid)];
  const flags = ['--frequency', String(options.frequencyHz), '--duration', options.duration, '--output', output];
  const { code, stderr } = await run([...command, ...flags]);
  if (code !== 0) throw new Error(`meshprof record ended with ${code}: ${stderr}`);
  const request = readFileSync(output);
  const profiles = await decodeOtlp(request);
  const labelSets = profiles.flatMap(({ sampleType, samples }) =>
    samples.map(({ attributes }) => JSON.stringify([sampleType, attributes]))
  );
  return {
    sentBytes: gzipSync(request).length,
    rawBytes: request.length,
    profiles: profiles.length,
    series: new Set(labelSets).size,
  };
}

async function metricSeries(port: number): Promise<number> {
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  return (await answer.text()).split('\n').filter((line) => line !== '' && !line.startsWith('#')).length;
}
