import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, statfsSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page, Problem, Task } from '@meshprof/contracts';
import { openController, targetOf } from '../testing/controller-under-test.ts';

const skip = process.getuid?.() !== 0 && 'a small file system can be mounted by root only';

describe('a full disk under SQLite', { skip, timeout: 60_000 }, () => {
  let folder: string;
  before(() => {
    folder = mkdtempSync(path.join(tmpdir(), 'meshprof-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=4m', 'meshprof-test', folder]);
  });
  after(() => {
    execFileSync('umount', [folder]);
    rmSync(folder, { recursive: true });
  });

  it('is said to who asks for a change, costs nothing that was stored, and passes', async () => {
    await using under = await openController({ database: path.join(folder, 'controller.db') });
    await (await under.joinAgent()).report([targetOf()]);
    const create = () =>
      under.asAdmin({ method: 'POST', url: '/v1/tasks', payload: { selector: { process: 'envoy' }, note: NOTE } });
    const stored = [(await create()).json<Task>().id];
    const filler = path.join(folder, 'filler');
    const { bavail, bsize } = statfsSync(folder);
    writeFileSync(filler, Buffer.alloc(Math.max(0, bavail * bsize - 64 * 1024)));
    let answer = await create();
    for (; answer.statusCode === 201; answer = await create()) stored.push(answer.json<Task>().id);

    assert.equal(answer.statusCode, 503, answer.body);
    const { code, detail } = answer.json<Problem>();
    assert.equal(code, 'unavailable');
    assert.match(detail ?? '', /^The disk of the database is full\. Make room there/);
    assert.deepEqual((await listIds()).sort(), [...stored].sort());

    rmSync(filler);
    const later = await create();
    assert.equal(later.statusCode, 201, later.body);
    assert.deepEqual((await listIds()).sort(), [...stored, later.json<Task>().id].sort());

    async function listIds(): Promise<string[]> {
      const { items } = (await under.asAdmin({ url: '/v1/tasks?limit=500' })).json<Page<Task>>();
      return items.map(({ id }) => id);
    }
  });
});

const NOTE = 'A sentence that takes room. '.repeat(30);
