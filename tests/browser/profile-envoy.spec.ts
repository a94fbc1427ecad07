import { DEFAULT_EVENTS, profileTypesOfEvents } from '@meshprof/contracts';
import type { Page } from '@playwright/test';
import { testIds } from '../../plugin/src/test-ids.ts';
import { APP } from '../harness/app-path.ts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { expect, test } from './meshprof-test.ts';

/** The agent has reported that it records. */
const expectSamples = (page: Page) =>
  expect(page.locator(`[data-testid^="${testIds.task.samples('')}"]`).first()).toHaveText(/[1-9]/);

test('press Profile on the demo Envoy, and its flame graph is there after the end', async ({
  page,
  meshprof,
  keepScreenshot,
}) => {
  const envoy = await findDemoEnvoy(meshprof);

  await test.step('find Envoy among the targets', async () => {
    await page.goto(`${APP}/targets`);
    await page.getByTestId(testIds.targets.search).fill('demo-envoy');
    await expect(page.getByTestId(testIds.targets.row(envoy.id))).toBeVisible();
    await keepScreenshot('targets');
  });

  await test.step('press Profile for 10 s', async () => {
    await page.getByTestId(testIds.targets.profile(envoy.id)).click();
    await expect(page.getByTestId(testIds.profileForm.duration)).toHaveValue('10');
    // A trial of the pointer waits until the drawer has come to rest.
    await page.getByTestId(testIds.profileForm.submit).hover({ trial: true });
    await keepScreenshot('profile-form');
    await page.getByTestId(testIds.profileForm.submit).click();
  });

  await test.step('see it run', async () => {
    await expect(page).toHaveURL(/\/tasks\/[^/]+/);
    await expect(page.getByTestId(testIds.task.state)).toHaveText(/running/i);
    await expectSamples(page);
    await keepScreenshot('task-running');
  });

  await test.step('see its three profiles', async () => {
    await expect(page.getByTestId(testIds.task.state)).toHaveText(/completed/i, { timeout: 40_000 });
    for (const { id } of profileTypesOfEvents(DEFAULT_EVENTS)) {
      await page.getByTestId(testIds.profile.tab(id)).click();
      const graph = page.getByTestId(testIds.profile.flameGraph);
      await expect(graph).toBeVisible();
      // The table next to the graph is text: it proves that frames of Envoy and of the kernel arrived.
      await expect(graph).toContainText(/envoy\+0x|_\[k\]/);
      await keepScreenshot(`task-${id}-dark`);
    }
  });

  await test.step('see it in light colours', async () => {
    await page.getByRole('button', { name: /light|theme/i }).click();
    await expect(page.getByTestId(testIds.profile.flameGraph)).toBeVisible();
    await keepScreenshot('task-off-cpu-switches-light');
    await page.getByTestId(testIds.profile.tab('on-cpu')).click();
    await expect(page.getByTestId(testIds.profile.flameGraph)).toBeVisible();
    await keepScreenshot('task-on-cpu-light');
  });

  await test.step('find it again in the list of tasks', async () => {
    await page.goto(`${APP}/tasks`);
    await expect(page.getByTestId(testIds.tasks.table)).toContainText('demo-envoy');
    await keepScreenshot('tasks');
  });
});

test('cancel keeps what was recorded', async ({ page, meshprof }) => {
  const envoy = await findDemoEnvoy(meshprof);
  await page.goto(`${APP}/targets`);
  await page.getByTestId(testIds.targets.search).fill('demo-envoy');
  await page.getByTestId(testIds.targets.profile(envoy.id)).click();
  await page.getByTestId(testIds.profileForm.duration).fill('60');
  await page.getByTestId(testIds.profileForm.submit).click();
  await expect(page.getByTestId(testIds.task.state)).toHaveText(/running/i);
  await expectSamples(page);
  await page.getByTestId(testIds.task.cancel).click();
  await expect(page.getByTestId(testIds.task.state)).toHaveText(/cancelled/i, { timeout: 40_000 });
  await expect(page.getByTestId(testIds.profile.flameGraph)).toBeVisible();
});
