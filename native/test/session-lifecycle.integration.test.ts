import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { isNativeError, openSession, probe, type NativeErrorCode, type SessionOptions } from '../index.ts';
import { addonEnv } from './addon-env.ts';
import { startWorkload, buildWorkloads } from './gated-workload.ts';
import { kernelObjects } from './kernel-objects.ts';

const both = (pid: number): SessionOptions => ({
  pids: [pid],
  events: ['on-cpu', 'off-cpu'],
  frequencyHz: 99,
  nameWaitMs: 0,
});
const withCode = (code: NativeErrorCode) => (error: unknown) => isNativeError(error) && error.code === code;

/** Memory of its own. Pages of files, such as the addon's, come and go as the machine needs memory. */
function ownBytes(): number {
  setFlagsFromString('--expose-gc');
  (runInNewContext('gc') as () => void)();
  const [, kibibytes] = /^RssAnon:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'))!;
  return Number(kibibytes) * 1024;
}

describe('a session', () => {
  test('every feature it needs is met on this machine', () => {
    assert.deepEqual(
      probe().filter(({ met }) => !met),
      []
    );
  });

  test('leaves nothing behind after 200 times open and close', () => {
    const cycle = () => {
      const session = openSession(both(process.pid));
      session.drain();
      session.stop();
      session.close();
    };
    // What is loaded once (kernel symbols, heap of the first sessions) is no leak.
    for (let i = 0; i < 20; i++) cycle();
    const before = kernelObjects();
    const bytesBefore = ownBytes();
    for (let i = 0; i < 200; i++) cycle();
    assert.deepEqual(kernelObjects(), before);
    assert.deepEqual([before.programIds, before.mapIds, before.links], [[], [], 0]);
    const grownBytes = ownBytes() - bytesBefore;
    // V8's young generation alone takes or gives back up to 8 MiB from one look to the next.
    assert.ok(grownBytes < 16 * 1024 * 1024, `its memory grew by ${grownBytes} bytes`);
  });

  test('holds what it needs until close, and reports its kernel memory', () => {
    const session = openSession(both(process.pid));
    assert.ok(kernelObjects().programIds.length >= 10);
    const { bpfMemoryBytes } = session.totals();
    assert.ok(bpfMemoryBytes > 8 * 1024 * 1024 && bpfMemoryBytes < 16 * 1024 * 1024, String(bpfMemoryBytes));
    session.close();
    assert.deepEqual(kernelObjects().programIds, []);
  });

  test('refuses use after close, and takes close twice', () => {
    const session = openSession(both(process.pid));
    session.close();
    session.close();
    for (const use of [() => session.drain(), () => session.totals(), () => session.stop()]) {
      assert.throws(use, withCode('ECLOSED'));
    }
  });

  test('stop twice changes nothing', () => {
    const session = openSession(both(process.pid));
    session.stop();
    const first = session.totals();
    session.stop();
    assert.deepEqual(session.totals(), first);
    session.close();
  });

  test('names the pid that does not exist, is a zombie or a thread', async () => {
    assert.throws(() => openSession(both(4_194_304)), withCode('ENOPROCESS'));
    const workload = await startWorkload('lock-fight');
    const run = workload.run();
    const thread = readdirSync(`/proc/${workload.pid}/task`).find((tid) => Number(tid) !== workload.pid);
    if (thread) assert.throws(() => openSession(both(Number(thread))), /is a thread of the process/);
    await run;
    await workload.end();
    assert.throws(() => openSession(both(workload.pid)), withCode('ENOPROCESS'));
    assert.deepEqual(kernelObjects().programIds, []);
  });

  test('without privileges says so in one sentence', () => {
    const script = `import { openSession } from './index.ts';
      try { openSession({ pids: [process.pid], events: ['off-cpu'], frequencyHz: 99 }); } catch (error) {
        console.log(error.code, error.message);
      }`;
    const { stdout, stderr } = spawnSync(
      'setpriv',
      ['--bounding-set=-all', '--inh-caps=-all', process.execPath, '--input-type=module', '-e', script],
      { cwd: new URL('..', import.meta.url), env: addonEnv(), encoding: 'utf8' }
    );
    assert.match(stdout, /^ENOPERM bpf\(BPF_PROG_LOAD\): Operation not permitted\n$/, stderr);
  });

  test('reports a target that ends, once', async () => {
    const child = spawn('sleep', ['60']);
    await once(child, 'spawn');
    const session = openSession(both(child.pid!));
    child.kill();
    await once(child, 'exit');
    assert.deepEqual([...session.drain().exitedTgids], [child.pid]);
    assert.deepEqual([...session.drain().exitedTgids], []);
    session.close();
  });
});

buildWorkloads();
