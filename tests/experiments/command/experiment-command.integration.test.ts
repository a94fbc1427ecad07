import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { ExperimentReportSchema, type ExperimentSpec } from '@meshprof/contracts';
import { templateSpec } from '@meshprof/experiments';
import { Value } from 'typebox/value';
import { listJournals } from '../../../collector-agent/src/experiment/journal/journal-folder.ts';
import type { RunState } from '../../../collector-agent/src/experiment/journal/run-state.ts';
import type { Demo } from '../../../standalone/src/demo/demo-types.ts';
import { at, projectRoot } from '../../harness/project.ts';
import { startArticleDemo } from '../article/article-demo.ts';

const HANG_MS = 240_000;
const EXIT = { ok: 0, aborted: 11 } as const;

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
    ...(times.mode === 'saturation' && { load: { generator: 'h2load', url: demo.url, connections: 2 } }),
    guards: { p99Factor: 10_000, errorsPoints: 100, minFreeDiskPercent: 1 },
  };
}

interface Command {
  readonly child: ChildProcess;
  readonly ended: Promise<{ code: number | null; stdout: string; stderr: string }>;
  readonly stateDir: string;
  readonly reportFile: string;
  /** As its journal says. */
  readonly run: () => RunState | undefined;
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
  return { child, ended, stateDir, reportFile, run: () => listJournals(stateDir)[0] };
}

/** Without profiles, which take most of the time, and without a rate that a busy machine may miss. */
const QUICK: Partial<ExperimentSpec> = { mode: 'saturation', windowMs: 1_000, warmMs: 0, profileMs: 0 };

function startRun(times: Partial<ExperimentSpec> = QUICK): Command {
  const stateDir = mkdtempSync(path.join(folder, 'state-'));
  const specFile = path.join(stateDir, 'spec.json');
  writeFileSync(specFile, JSON.stringify(tinySpec(times)));
  return meshprof(stateDir, ['run', specFile, '--output', path.join(stateDir, 'report.json')]);
}

/** What the proxy's runtime says of every key: the driver changes nothing else. */
async function runtimeOf(): Promise<unknown> {
  const { entries } = (await (await fetch(`${demo.adminUrl}/runtime`)).json()) as { entries: object };
  return entries;
}

async function until(what: string, question: () => boolean | Promise<boolean>): Promise<void> {
  const deadlineMs = performance.now() + HANG_MS / 2;
  while (!(await question())) {
    if (performance.now() > deadlineMs) throw new Error(`waited in vain until ${what}`);
    await sleep(100);
  }
}

const isInVariant = ({ run }: Command): boolean => {
  const state = run();
  return state?.openSlot?.phase === 'variants' && state.openSlot.variant !== 'off' && state.isChanged;
};

const agentPid = (command: Command): number => {
  const journal = path.join(command.stateDir, 'experiments', command.run()!.experimentId, 'journal.jsonl');
  const opened = readFileSync(journal, 'utf8').match(/"kind":"opened","pid":(\d+)/g) ?? [];
  return Number(opened.at(-1)?.split(':').at(-1));
};

test('the article in small: its report is whole, and the proxy as before', { timeout: HANG_MS }, async () => {
  const runtimeBefore = await runtimeOf();
  const command = startRun({ windowMs: 2_000, warmMs: 600, profileMs: 1_000 });
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
  const again = await meshprof(command.stateDir, ['report']).ended;
  assert.equal(again.code, EXIT.ok);
  assert.match(again.stdout, /tracing-100/);
});

test('kill -9 of the agent: the proxy is put back first, and the run goes on', { timeout: HANG_MS }, async () => {
  const runtimeBefore = await runtimeOf();
  const command = startRun();
  await until('a variant is measured', () => isInVariant(command));
  const killed = agentPid(command);
  process.kill(killed, 'SIGKILL');
  await until('another agent has put the proxy back', () => {
    return agentPid(command) !== killed && command.run()?.restored?.proven === true;
  });
  const { code, stderr } = await command.ended;
  assert.equal(code, EXIT.ok, stderr);
  assert.match(stderr, /the experiment agent ended \(SIGKILL\); it is started again/);
  assert.deepEqual(command.run()!.slots.filter((slot) => slot.void?.reason === 'interrupted').length, 1);
  assert.deepEqual(await runtimeOf(), runtimeBefore);
});

test(
  'kill -9 of the command: its agent puts the proxy back by itself; abort ends the run',
  { timeout: HANG_MS },
  async () => {
    const runtimeBefore = await runtimeOf();
    const command = startRun();
    await until('a variant is measured', () => isInVariant(command));
    command.child.kill('SIGKILL');
    await until('the proxy is as before', async () => {
      return JSON.stringify(await runtimeOf()) === JSON.stringify(runtimeBefore) && command.run()?.isChanged === false;
    });
    const agent = agentPid(command);
    await until('the agent has ended', () => !isAlive(agent));
    assert.ok(['a-a', 'running'].includes(command.run()!.state), command.run()!.state);
    const aborted = await meshprof(command.stateDir, ['abort']).ended;
    assert.equal(aborted.code, EXIT.ok, aborted.stderr);
    assert.equal(command.run()!.state, 'aborted');
    assert.equal((await meshprof(command.stateDir, ['resume']).ended).code, 2);
  }
);

test(
  'kill -9 of both: the next command puts the proxy back first of all, and goes on',
  { timeout: HANG_MS },
  async () => {
    const runtimeBefore = await runtimeOf();
    const command = startRun();
    await until('a variant is measured', () => isInVariant(command));
    process.kill(agentPid(command), 'SIGKILL');
    command.child.kill('SIGKILL');
    await command.ended;
    const resumed = await meshprof(command.stateDir, ['resume']).ended;
    assert.equal(resumed.code, EXIT.ok, resumed.stderr);
    assert.equal(command.run()!.state, 'inconclusive');
    assert.deepEqual(await runtimeOf(), runtimeBefore);
  }
);

test('Ctrl-C, twice: the proxy is put back all the same', { timeout: HANG_MS }, async () => {
  const runtimeBefore = await runtimeOf();
  const command = startRun();
  await until('a variant is measured', () => isInVariant(command));
  command.child.kill('SIGINT');
  await sleep(50);
  command.child.kill('SIGINT');
  const { code, stderr } = await command.ended;
  assert.equal(code, EXIT.aborted, stderr);
  assert.match(stderr, /putting the configuration back first/);
  assert.match(stderr, /the configuration of before is back/);
  assert.equal(command.run()!.state, 'aborted');
  assert.deepEqual(await runtimeOf(), runtimeBefore);
});

test('two runs of one proxy: the second is refused, with the name of the first', { timeout: HANG_MS }, async () => {
  const first = startRun();
  await until('the first has begun', () => first.run()?.isReady === true);
  const second = await startRun().ended;
  assert.notEqual(second.code, EXIT.ok);
  assert.match(second.stderr, new RegExp(`its target is taken by experiment ${first.run()!.experimentId}`));
  first.child.kill('SIGINT');
  await first.ended;
});

function isAlive(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
