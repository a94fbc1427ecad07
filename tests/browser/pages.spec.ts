/** Every page for every role: no error in the console, no serious finding of axe, light, dark, narrow, by keyboard. */
import type { Task } from '@meshprof/contracts';
import type { Page } from '@playwright/test';
import { testIds } from '../../plugin/src/test-ids.ts';
import { openPage, PAGE_NAMES, pagesWith, seedTask } from './app-pages.ts';
import { expect, test } from './meshprof-test.ts';
import { expectAccessible, expectNoSidewaysScroll } from './page-checks.ts';
import { type Role, ROLES } from './roles.ts';

/** More stops than a person would tab through to get to what a page is for; the frame has about fifteen. */
const MAX_TAB_STOPS = 30;

let task: Task;

test.beforeAll(async ({ meshprof }) => {
  task = await seedTask(meshprof);
});

for (const role of ROLES) {
  test.describe(`as ${role}`, () => {
    test.use({ role });
    for (const name of PAGE_NAMES) {
      test(`${name} is in order`, async ({ page, keepScreenshot }) => {
        const { url } = pagesWith(task).find((candidate) => candidate.name === name)!;
        await openPage(page, url);
        await expect(page.getByTestId(testIds.error), 'errors on the page').toHaveCount(0);
        const isPictured = role === (name === 'configuration' ? 'Admin' : 'Editor');
        if (isPictured) await keepScreenshot(`pages/${name}-dark`);
        await expectAccessible(page, 'dark');
        await expectNoSidewaysScroll(page);
        if (role === 'Viewer') await expectNothingToChange(page, role);
        // Colours and keyboard are the same for all who see the controls.
        if (!isPictured) return;
        await expectKeyboardReaches(page);
        await openPage(page, `${url}${url.includes('?') ? '&' : '?'}theme=light`);
        await keepScreenshot(`pages/${name}-light`);
        await expectAccessible(page, 'light');
      });
    }
  });
}

/** Whatever would change something is not there or disabled with a reason. */
async function expectNothingToChange(page: Page, role: Role): Promise<void> {
  for (const id of CHANGING) {
    for (const control of await page.locator(`[data-testid^="${id}"]`).all()) {
      await expect(control, `${id} for a ${role}`).toHaveAttribute('aria-disabled', 'true');
    }
  }
}

const CHANGING = [
  testIds.targets.profile(''),
  testIds.targets.groupProfile(''),
  testIds.tasks.deleteSelected,
  testIds.tasks.turnSchedule(''),
  testIds.tasks.deleteSchedule(''),
  testIds.newTask.submit,
  testIds.task.cancel,
  testIds.task.rerun,
  testIds.task.repeat,
  testIds.task.delete,
  testIds.policies.create,
  testIds.policyForm.submit,
  testIds.joinTokens.create,
  testIds.experiments.create,
  testIds.newExperiment.submit,
];

/** Tab leads past the frame to the page's own controls. */
async function expectKeyboardReaches(page: Page): Promise<void> {
  const focused = page.locator('main :focus');
  for (let stops = 0; stops < MAX_TAB_STOPS && (await focused.count()) === 0; stops++) {
    await page.keyboard.press('Tab');
  }
  await expect(focused, `a control of the page is reached within ${MAX_TAB_STOPS} stops`).toHaveCount(1);
}
