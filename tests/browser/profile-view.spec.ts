import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import type { ListedTarget, Page as Listing, Task } from '@meshprof/contracts';
import { testIds } from '../../plugin/src/test-ids.ts';
import { APP } from '../harness/app-path.ts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { at, python } from '../harness/project.ts';
import type { Product } from './product.ts';
import { runTask } from '../harness/run-task.ts';
import { waitFor } from '../harness/wait-for.ts';
import { expect, test } from './meshprof-test.ts';

const { profile, profilePage } = testIds;

/** A task on the demo Envoy and on Envoy's upstream, so that there is something to merge. */
async function profiledTask(meshprof: Product): Promise<Task> {
  const { node } = await findDemoEnvoy(meshprof);
  await waitFor(
    async () => {
      const { items } = await meshprof.api<Listing<ListedTarget>>('GET', '/v1/targets?limit=500');
      return items.find(({ service, verdict }) => service === 'nginx' && verdict === 'profilable');
    },
    { what: "Envoy's upstream among the targets" }
  );
  const selector = { node, 'service.name': { op: '=~', value: 'demo-envoy|nginx' } };
  return runTask(meshprof, { selector, durationMs: 5_000 });
}

async function exportAs(page: Page, format: string): Promise<{ name: string; file: string }> {
  await page.getByTestId(profile.export).click();
  const download = page.waitForEvent('download');
  await page.getByTestId(profile.exportAs(format)).click();
  const saved = await download;
  return { name: saved.suggestedFilename(), file: await saved.path() };
}

test('a task is merged, narrowed down, exported and opened again', async ({ page, meshprof, keepScreenshot }) => {
  const task = await profiledTask(meshprof);
  expect(task.targets.length, 'targets').toBeGreaterThan(1);
  await page.goto(`${APP}/tasks/${task.id}`);
  await expect(page.getByTestId(profile.flameGraph)).toBeVisible();
  const total = await page.getByTestId(profile.fact('samples')).textContent();

  await test.step('one part by a click, in the address and off again', async () => {
    const envoy = page.getByTestId(profile.split).getByRole('button', { name: 'wrk:worker_N' });
    await envoy.click();
    await expect(page).toHaveURL(/thread=wrk/);
    await expect(page.getByTestId(profile.filter('thread'))).toBeVisible();
    await expect(page.getByTestId(profile.fact('samples'))).not.toHaveText(total ?? '');
    await keepScreenshot('task-part-of-a-profile');
    await page.getByTestId(profile.filter('thread')).click();
    await expect(page).not.toHaveURL(/thread=/);
    await expect(page.getByTestId(profile.fact('samples'))).toHaveText(total ?? '');
  });

  await test.step('pprof, as Google’s decoder reads it', async () => {
    const { name, file } = await exportAs(page, 'pprof');
    expect(name).toMatch(/^meshprof_.*_on-cpu_\d{8}-\d{6}Z\.pb\.gz$/);
    const decoded = execFileSync(python, [at('tests/decoders/pprof_to_json.py')], {
      input: readFileSync(file),
      maxBuffer: 2 ** 28,
    });
    const { sample, string_table: strings } = JSON.parse(decoded.toString()) as {
      sample: { value: string[] }[];
      string_table: string[];
    };
    expect(sample.length).toBeGreaterThan(0);
    expect(strings).toContain('nanoseconds');
  });

  await test.step('folded stacks, a picture and JSON', async () => {
    const folded = readFileSync((await exportAs(page, 'folded')).file, 'utf8')
      .trim()
      .split('\n');
    for (const line of folded) expect(line).toMatch(/^\S.* \d+$/);
    const picture = readFileSync((await exportAs(page, 'png')).file);
    expect(picture.subarray(1, 4).toString()).toBe('PNG');
    // Width and height of the header chunk.
    expect(picture.readUInt32BE(16)).toBeGreaterThan(300);
    expect(picture.readUInt32BE(20)).toBeGreaterThan(100);
    const { file } = await exportAs(page, 'json');
    expect(JSON.parse(readFileSync(file, 'utf8'))).toMatchObject({ format: 'meshprof-profile/1', unit: 'ns' });
  });

  await test.step('a saved file is shown as it was', async () => {
    const { file } = await exportAs(page, 'pprof');
    await page.getByTestId(profile.fileInput).setInputFiles(file);
    await expect(page.getByTestId(profile.savedFile)).toBeVisible();
    await expect(page.getByTestId(profile.fact('total'))).not.toHaveText('');
    await expect(page.getByTestId(profile.flameGraph)).toBeVisible();
    await page.getByTestId(profile.closeFile).click();
    await expect(page.getByTestId(profile.savedFile)).toBeHidden();
  });

  await test.step('what is no profile is refused with a reason', async () => {
    const buffer = Buffer.from('This is no profile.');
    await page.getByTestId(profile.fileInput).setInputFiles({ name: 'x.txt', mimeType: 'text/plain', buffer });
    await expect(page.getByTestId(profile.fileError)).toContainText('Line 1 is no folded stack');
  });
});

test('a link carries search and view, and the profile page any selector', async ({
  page,
  meshprof,
  keepScreenshot,
}) => {
  await profiledTask(meshprof);
  const selector = encodeURIComponent('{service_name="demo-envoy"}');
  await page.goto(`${APP}/profile?selector=${selector}&search=epoll&view=tree`);
  const graph = page.getByTestId(profile.flameGraph);
  await expect(graph.getByPlaceholder('Search...')).toHaveValue('epoll');
  await expect(graph.getByRole('radio', { name: 'Call Tree' })).toBeChecked();
  await graph.getByPlaceholder('Search...').fill('tcp_');
  await expect(page).toHaveURL(/search=tcp_/);
  await keepScreenshot('profile-dark');

  await page.getByTestId(profilePage.selector).fill('{service_name="nobody"}');
  await page.getByTestId(profilePage.selector).press('Enter');
  await expect(page.getByTestId(testIds.empty)).toContainText('Nothing was profiled here');
});
