import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { type ExperimentReport, ExperimentReportSchema, type ExperimentSpec } from '@meshprof/contracts';
import { templateSpec } from '@meshprof/experiments';
import { Value } from 'typebox/value';
import { decodeRequest } from '../../../collector-agent/src/otlp/decoded-request-test-support.ts';
import { decoderMissing } from '../../../collector-agent/src/otlp/decoder-test-support.ts';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';
import { at, projectRoot } from '../../harness/project.ts';
import { startArticleDemo } from '../article/article-demo.ts';
import { type ProfileEndpoint, startProfileEndpoint } from '../harness/profile-endpoint.ts';

const HANG_MS = 240_000;
const EXIT = { ok: 0 } as const;

let folder = '';
let demo: Demo;
before(async () => {
  folder = mkdtempSync(path.join(tmpdir(), 'meshprof-experiment-command-'));
  demo = await startArticleDemo(folder);
});
after(async () => {
  await demo.stop();
  rmSync(folder, { recursive: true, force: true });
});

/** The machine that tests run on is busy: no guard or rate of this run depends on how fast it is. */
function tinySpec(times: Partial<ExperimentSpec>): ExperimentSpec {
  const spec = templateSpec('article', {
    driver: 'envoy-runtime',
    target: { adminUrl: demo.adminUrl },
    load: { generator: 'h2load', url: demo.url, connections: 2, requestsPerSecond: 40 },
  });
  return {
    ...spec,
    variants: spec.variants.filter(({ name }) => ['tracing-100', 'log-full'].includes(name)),
    ...{ blocks: 2, seed: 5, indicative: true },
    ...times,
    guards: { p99Factor: 10_000, errorsPoints: 100, minFreeDiskPercent: 1 },
  };
}

interface Command {
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  readonly stateDir: string;
  readonly reportFile: string;
}

function meshprof(stateDir: string, args: readonly string[]): Command {
  const reportFile = path.join(stateDir, 'report.json');
  const main = at('collector-agent', 'src', 'cli', 'main.ts');
  const child = spawn(process.execPath, [main, 'experiment', ...args, '--state-dir', stateDir], { cwd: projectRoot });
  let [stdout, stderr] = ['', ''];
  child.stdout.on('data', (text) => (stdout += text));
  child.stderr.on('data', (text) => (stderr += text));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, stdout, stderr }))
  );
  return { ended, stateDir, reportFile };
}

function startRun(times: Partial<ExperimentSpec>, ...more: readonly string[]): Command {
  const stateDir = mkdtempSync(path.join(folder, 'state-'));
  const specFile = path.join(stateDir, 'spec.json');
  writeFileSync(specFile, JSON.stringify(tinySpec(times)));
  return meshprof(stateDir, ['run', specFile, '--output', path.join(stateDir, 'report.json'), ...more]);
}

/** What the proxy's runtime says of every key: the driver changes nothing else. */
async function runtimeOf(): Promise<unknown> {
  const { entries } = (await (await fetch(`${demo.adminUrl}/runtime`)).json()) as { entries: object };
  return entries;
}

/** Of each slot one, under the labels by which the page's links find it. */
function assertProfilesArrived({ requests }: ProfileEndpoint, { experimentId, variants }: ExperimentReport): void {
  if (decoderMissing !== false) return;
  const labels = requests.map((request) => {
    const [resource] = decodeRequest(request).resource_profiles ?? [];
    const valueOf = (label: string) =>
      resource?.resource.attributes.find(({ key }) => key === label)?.value.string_value;
    return [valueOf('experiment_id'), valueOf('variant')];
  });
  assert.deepEqual([...new Set(labels.map(([id]) => id))], [experimentId]);
  assert.deepEqual([...new Set(labels.map(([, variant]) => variant))].sort(), variants.map(({ name }) => name).sort());
}

test('the article in small: its report is whole, and the proxy as before', { timeout: HANG_MS }, async (context) => {
  const runtimeBefore = await runtimeOf();
  const endpoint = await startProfileEndpoint();
  context.after(() => endpoint.stop());
  const command = startRun({ windowMs: 2_000, warmMs: 600, profileMs: 1_000 }, '--otlp-endpoint', endpoint.url);
  const { code, stdout, stderr } = await command.ended;
  assert.equal(code, EXIT.ok, stderr);
  const report: unknown = JSON.parse(readFileSync(command.reportFile, 'utf8'));
  assert.ok(
    Value.Check(ExperimentReportSchema, report),
    JSON.stringify(Value.Errors(ExperimentReportSchema, report)[0])
  );
  const { variants, restored } = report;
  assert.deepEqual(
    variants.map(({ name, baseline, verdict }) => [name, baseline, verdict]),
    [
      ['off', true, null],
      ['tracing-100', false, 'inconclusive'],
      ['log-full', false, 'inconclusive'],
    ]
  );
  for (const { name, treatmentProof, onCpuShares } of variants) {
    assert.ok(treatmentProof.length > 0 && treatmentProof.every(({ proven }) => proven), name);
    assert.ok(Object.keys(onCpuShares).length > 0, `${name} has a profile`);
  }
  assert.equal(restored.proven, true);
  assert.equal(restored.hashAfter, restored.hashBefore);
  assert.deepEqual(await runtimeOf(), runtimeBefore);
  assert.match(stdout, /tracing-100 .*inconclusive/);
  assert.match(stderr, /block 2\/2 slot 4\/4 {2}off {2}measure {2}\d+ s left {2}tracing-100 [+-]\d/);
  assertProfilesArrived(endpoint, report);
  const again = await meshprof(command.stateDir, ['report']).ended;
  assert.equal(again.code, EXIT.ok);
  assert.match(again.stdout, /tracing-100/);
});
