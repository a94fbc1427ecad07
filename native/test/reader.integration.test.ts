import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readerPath } from '../load-addon.ts';
import { SYMBOLS_TOOL_PATH } from '../symbols-tool.ts';
import { buildWorkloads, startWorkload, workloadPath } from './gated-workload.ts';
import { RecordedSession } from './recorded-session.ts';

const scratch = mkdtempSync(join(tmpdir(), 'meshprof-reader-'));
before(buildWorkloads);
after(() => rmSync(scratch, { recursive: true }));

/** Running readers that this process started. */
function readerPids(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      const status = statusOf(pid);
      return (
        status['Name'] === 'meshprof-reader' && status['PPid'] === String(process.pid) && status['State']![0] !== 'Z'
      );
    });
}

function statusOf(pid: number): Record<string, string> {
  try {
    const lines = readFileSync(`/proc/${pid}/status`, 'utf8').split('\n');
    return Object.fromEntries(lines.map((line) => line.split(':\t', 2).map((part) => part.trim()))) as Record<
      string,
      string
    >;
  } catch {
    return {}; // it has ended
  }
}

for (const program of [readerPath, SYMBOLS_TOOL_PATH]) {
  test(`${basename(program)} can open, connect, run, trace and kill nothing`, () => {
    const answer = JSON.parse(execFileSync(program, ['--self-test']).toString()) as { attempts: number };
    assert.deepEqual({ ...answer, attempts: 0 }, { attempts: 0, possible: [] });
    assert.ok(answer.attempts > 20);
  });
}

describe('the process that reads foreign binaries', () => {
  test('is nobody, without capabilities, and holds only what it was handed', async () => {
    const workload = await startWorkload('busy-sleep');
    const recorded = new RecordedSession({ pids: [workload.pid] });
    try {
      await recorded.during(workload.run());
      const pids = readerPids();
      assert.ok(pids.length > 0);
      for (const pid of pids) {
        const status = statusOf(pid);
        for (const ids of ['Uid', 'Gid']) assert.deepEqual(new Set(status[ids]!.split('\t')), new Set(['65534']));
        assert.equal(status['Groups'], '');
        for (const set of ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb']) assert.match(status[set]!, /^0+$/, set);
        assert.equal(status['NoNewPrivs'], '1');
        assert.equal(status['Seccomp'], '2');
        assert.equal(Number(status['Threads']), 1);
        assert.ok(Number.parseInt(status['VmRSS']!) < 16 * 1024, `${pid}: ${status['VmRSS']}`);
      }
    } finally {
      recorded.finish();
      await workload.end();
    }
    assert.deepEqual(readerPids(), []);
  });

  test('names what .gnu_debugdata of a stripped program holds', async () => {
    const at = (name: string) => join(scratch, name);
    execFileSync('strip', ['--strip-debug', '-o', at('symbols'), workloadPath('busy-sleep')]);
    execFileSync('objcopy', ['--only-keep-debug', at('symbols'), at('mini')]);
    execFileSync('xz', ['--force', at('mini')]);
    execFileSync('strip', ['-o', at('stripped'), at('symbols')]);
    execFileSync('objcopy', ['--add-section', `.gnu_debugdata=${at('mini.xz')}`, at('stripped'), at('with-data')]);
    const workload = await startWorkload(at('with-data'), '--seconds', '1');
    const recorded = new RecordedSession({ pids: [workload.pid] });
    await recorded.during(workload.run());
    const { samples, totals } = recorded.finish();
    await workload.end();
    assert.deepEqual(totals.problems, []);
    for (const name of ['sleep_ns', 'burn_cpu_ns']) {
      assert.ok(
        samples.some(({ frames }) => frames.includes(name)),
        `${name} is in no stack`
      );
    }
  });

  test('may be killed again and again: the session goes on and has its names', async () => {
    const workload = await startWorkload('busy-sleep');
    const recorded = new RecordedSession({ pids: [workload.pid], frequencyHz: 499 });
    const work = workload.run();
    const killing = (async () => {
      for (let round = 0; round < 5; round++) {
        await sleep(150);
        for (const pid of readerPids()) process.kill(pid, 'SIGKILL');
      }
    })();
    await recorded.during(Promise.all([work, killing]));
    const { samples, totals } = recorded.finish();
    await workload.end();
    assert.deepEqual(totals.problems, []);
    assert.deepEqual(totals.namesLost, {});
    assert.ok(samples.some(({ frames }) => frames.includes('main')));
  });
});

/** A program whose code maps one more file, executable, and runs nothing of it. */
const MAPPER = `
import mmap, os, sys, time
with open(sys.argv[1], 'rb') as file:
    size = min(4096, os.path.getsize(sys.argv[1]))
    area = mmap.mmap(file.fileno(), size, prot=mmap.PROT_READ | mmap.PROT_EXEC, flags=mmap.MAP_PRIVATE)
    print('mapped', flush=True)
    end = time.time() + 1
    while time.time() < end: pass
`;

async function problemsOfMapped(file: string): Promise<readonly string[]> {
  const child = spawn('python3', ['-c', MAPPER, file], { stdio: ['ignore', 'pipe', 'inherit'] });
  // Rejects where the program ends without a word.
  await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => assert.fail('nothing was mapped'))]);
  const exited = once(child, 'exit');
  const recorded = new RecordedSession({ pids: [child.pid!], events: ['on-cpu'], frequencyHz: 99 });
  await recorded.during(exited);
  const { totals, samples } = recorded.finish();
  assert.ok(samples.length > 0);
  assert.deepEqual(totals.namesLost, {});
  return totals.problems.filter((sentence) => sentence.startsWith(file));
}

describe('broken binaries cost one sentence each, and the session goes on', () => {
  const shell = readFileSync('/bin/true');
  const cases: [string, (file: string) => void, RegExp][] = [
    ['a text', (file) => writeFileSync(file, 'no program\n'.repeat(500)), /it is not an ELF file/],
    ['a header cut off', (file) => writeFileSync(file, shell.subarray(0, 40)), /its ELF header is cut off/],
    [
      'a segment table that lies outside',
      (file) => {
        const bytes = Buffer.from(shell);
        bytes.writeBigUInt64LE(0xffff_ffff_ffff_0000n, 32);
        writeFileSync(file, bytes);
      },
      /cannot be read|broken/,
    ],
  ];
  for (const [what, write, sentence] of cases) {
    test(what, async () => {
      const file = join(scratch, what.replaceAll(' ', '-'));
      write(file);
      const problems = await problemsOfMapped(file);
      assert.equal(problems.length, 1, problems.join('; '));
      assert.match(problems[0]!, sentence);
    });
  }

  test('a sparse file of 4 GB', async () => {
    const file = join(scratch, 'sparse');
    writeFileSync(file, shell);
    truncateSync(file, 4 * 1024 ** 3);
    assert.deepEqual(await problemsOfMapped(file), []);
  });
});
