/** The main thing the app is for, without a pointer: find a proxy, profile it, see that it runs, cancel it. */
import type { Locator, Page } from '@playwright/test';
import { testIds } from '../../plugin/src/test-ids.ts';
import { APP } from '../harness/app-path.ts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { expect, test } from './meshprof-test.ts';

/** More than any page has before its main control; a trap for the focus is found by it. */
const MAX_STOPS = 80;

test('a proxy is found, profiled and the task cancelled by keyboard alone', async ({ page, meshprof }) => {
  const envoy = await findDemoEnvoy(meshprof);
  await page.goto(`${APP}/targets`);
  await expect(page.getByTestId(testIds.targets.row(envoy.id))).toBeVisible();

  await tabTo(page, page.getByTestId(testIds.targets.search));
  await page.keyboard.type('demo-envoy');
  await tabTo(page, page.getByTestId(testIds.targets.profile(envoy.id)));
  await page.keyboard.press('Enter');

  await tabTo(page, page.getByTestId(testIds.profileForm.duration));
  await page.keyboard.press('Control+A');
  await page.keyboard.type('60');
  await tabTo(page, page.getByTestId(testIds.profileForm.submit));
  await page.keyboard.press('Enter');
  await expect(page).toHaveURL(/\/tasks\/[^/]+/);
  await expect(page.getByTestId(testIds.task.state)).toHaveText(/running/i);

  await tabTo(page, page.getByTestId(testIds.task.cancel));
  await page.keyboard.press('Enter');
  await expect(page.getByTestId(testIds.task.state)).toHaveText(/cancel/i);
});

/** Presses Tab until this has the focus, which must be visible then. */
async function tabTo(page: Page, control: Locator): Promise<void> {
  await expect(control).toBeVisible();
  const focused = control.and(page.locator(':focus'));
  for (let stops = 0; stops < MAX_STOPS; stops += 1) {
    if ((await focused.count()) === 1) return;
    await page.keyboard.press('Tab');
  }
  throw new Error(`${MAX_STOPS} presses of Tab did not lead to ${String(control)}`);
}
