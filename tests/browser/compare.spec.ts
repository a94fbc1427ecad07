import type { Page as ListPage, Task } from '@meshprof/contracts';
import { testIds } from '../../plugin/src/test-ids.ts';
import { APP } from '../harness/app-path.ts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { runTask } from '../harness/run-task.ts';
import { expect, test } from './meshprof-test.ts';
import type { Product } from './product.ts';

async function profileEnvoy(meshprof: Product, title: string): Promise<void> {
  const envoy = await findDemoEnvoy(meshprof);
  const { state } = await runTask(meshprof, {
    selector: { process_pid: envoy.pid },
    events: ['on-cpu', 'off-cpu'],
    durationMs: 8_000,
    title,
  });
  expect(state).toBe('completed');
}

test('compares the last two profiles of a service', async ({ page, meshprof, keepScreenshot }) => {
  await profileEnvoy(meshprof, 'before');
  await profileEnvoy(meshprof, 'after');

  await test.step('chooses both sides and puts them into the link', async () => {
    await page.goto(`${APP}/compare`);
    await expect(page).toHaveURL(/leftSelector=.*rightSelector=.*suggested=last-two-tasks/);
    for (const side of ['left', 'right']) {
      await expect(page.getByTestId(testIds.compare.facts(side))).toContainText(/[\d,]+ samples at 99 Hz/);
    }
    await expect(page.getByTestId(testIds.compare.difference)).toBeVisible();
    await expect(page.getByTestId(testIds.compare.costs)).toContainText(
      /no difference shown with [\d,]+ and [\d,]+ samples/
    );
    await expect(page.getByTestId(testIds.compare.difference)).toContainText('Baseline');
    await keepScreenshot('compare-difference-dark');
  });

  await test.step('offers colours for the colour-blind', async () => {
    await page.getByTestId(testIds.compare.difference).getByRole('button', { name: 'Change color scheme' }).click();
    await page.getByRole('menuitem', { name: /color blind/i }).click();
    await keepScreenshot('compare-colour-blind');
  });

  await test.step('by amount, and off CPU', async () => {
    await page.getByRole('radio', { name: 'Amount' }).check();
    await expect(page).toHaveURL(/measure=amount/);
    await expect(page.getByTestId(testIds.compare.difference)).toContainText('total of the larger side');
    await page.goto(page.url().replace('type=on-cpu', 'type=off-cpu-time'));
    await expect(page.getByTestId(testIds.compare.costs)).toContainText('Why it waited');
    await keepScreenshot('compare-off-cpu');
  });

  await test.step('side by side, and from a side to its own', async () => {
    await page.getByRole('radio', { name: 'Side by side' }).check();
    await expect(page.getByTestId(testIds.compare.graph('left'))).toBeVisible();
    await expect(page.getByTestId(testIds.compare.graph('right'))).toBeVisible();
    await keepScreenshot('compare-side-by-side');
    await expect(page.getByTestId(testIds.compare.openProfile('left'))).toHaveAttribute(
      'href',
      /\/profile\?type=off-cpu-time/
    );
    await page.getByTestId(testIds.compare.openTask('left')).click();
    await expect(page).toHaveURL(/\/tasks\//);
    await page.goBack();
  });
});

test('swaps, goes back in time, and says why a side is empty', async ({ page, meshprof, keepScreenshot }) => {
  const { items } = await meshprof.api<ListPage<Task>>('GET', '/v1/tasks');
  expect(items.length).toBeGreaterThanOrEqual(2);
  await page.goto(`${APP}/compare`);
  await expect(page.getByTestId(testIds.compare.difference)).toBeVisible();
  const selectorOf = (side: string) => new URL(page.url()).searchParams.get(`${side}Selector`);
  const [left, right] = [selectorOf('left'), selectorOf('right')];

  await page.getByTestId(testIds.compare.swap).click();
  await expect.poll(() => [selectorOf('left'), selectorOf('right')]).toEqual([right, left]);
  await expect(page.getByTestId(testIds.compare.difference)).toBeVisible();

  await page.getByTestId(testIds.compare.preset('earlier')).click();
  await page.getByRole('menuitem', { name: 'a day earlier' }).click();
  await expect(page.getByTestId(testIds.compare.side('left'))).toContainText('Nothing was recorded here');
  await expect(page.getByTestId(testIds.compare.side('left'))).toContainText('always-on policy');
  await keepScreenshot('compare-empty-side');

  await page.getByTestId(testIds.compare.preset('earlier')).click();
  await page.getByRole('menuitem', { name: 'an hour earlier' }).click();
  await page.getByTestId(testIds.compare.nearest('left')).click();
  await expect(page.getByTestId(testIds.compare.facts('left'))).toContainText('samples');
});

test('is readable in light colours and on a narrow screen', async ({ page, keepScreenshot }) => {
  await page.goto(`${APP}/compare`);
  await expect(page.getByTestId(testIds.compare.difference)).toBeVisible();
  await page.getByRole('button', { name: /light|theme/i }).click();
  await expect(page.getByTestId(testIds.compare.difference)).toBeVisible();
  await keepScreenshot('compare-difference-light');
  await page.setViewportSize({ width: 400, height: 900 });
  await keepScreenshot('compare-narrow');
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(400);
});
