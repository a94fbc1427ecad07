import type { ListedTarget, Page as PageOf, Task } from '@meshprof/contracts';
import { type ChildProcess, spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ROUTES, taskUrl } from '../../plugin/src/routes.ts';
import { APP } from '../harness/app-path.ts';
import { at } from '../harness/project.ts';
import { runTask } from '../harness/run-task.ts';
import { waitFor } from '../harness/wait-for.ts';
import { expect, test } from './meshprof-test.ts';

/** What a process may call itself: a file name has no slash. */
const NAME = '<img src=x onerror=window.hacked=1>';
const MARKUP = `${NAME}<script>window.hacked=1</script>[x](javascript:window.hacked=1)`;

test('names that a process or a user chose are text on every page', async ({ page, meshprof }) => {
  test.skip(meshprof.stateDir === undefined, 'needs processes on the machine of the product');
  const folder = mkdtempSync(path.join(tmpdir(), 'meshprof-names-'));
  let process: ChildProcess | undefined;
  try {
    copyFileSync(at('tests/workloads/build/busy-sleep'), path.join(folder, NAME));
    process = spawn(path.join(folder, NAME), ['--seconds', '600'], { stdio: 'ignore' });
    const { pid } = process;
    await waitFor(
      async () => {
        const { items } = await meshprof.api<PageOf<ListedTarget>>('GET', `/v1/targets?process_pid=${pid}`);
        return items[0];
      },
      { what: 'the process is listed', timeoutMs: 60_000 }
    );
    const task = await runTask(meshprof, {
      title: MARKUP,
      note: MARKUP,
      selector: { process_pid: pid },
      durationMs: 2_000,
    });
    for (const url of pagesThatShow(task)) {
      await test.step(url, async () => {
        await page.goto(url);
        await expect(page.locator('body')).toContainText('<img src=x', { timeout: 30_000 });
        expect(await page.evaluate(() => 'hacked' in globalThis)).toBe(false);
        await expect(page.locator('a[href^="javascript:" i], img[src="x"]')).toHaveCount(0);
      });
    }
  } finally {
    process?.kill('SIGKILL');
    rmSync(folder, { recursive: true });
  }
});

function pagesThatShow({ id }: Task): string[] {
  return [
    `${APP}/${ROUTES.tasks}`,
    taskUrl(id),
    `${APP}/${ROUTES.newTask}?${new URLSearchParams({ selector: `process="${NAME}"`, title: MARKUP }).toString()}`,
    `${APP}/${ROUTES.targets}?${new URLSearchParams({ search: 'img' }).toString()}`,
  ];
}
