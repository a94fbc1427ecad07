import { testIds } from '../../plugin/src/test-ids.ts';
import { APP } from '../harness/app-path.ts';
import { makeTasks } from './many-tasks.ts';
import { expect, test } from './meshprof-test.ts';

test('targets are grouped by what runs them, and the link keeps the grouping', async ({ page, keepScreenshot }) => {
  await page.goto(`${APP}/targets?verdict=all`);
  await expect(page.getByTestId(testIds.targets.table)).toBeVisible();
  const heading = page.locator('[data-testid^="target-group-toggle-"]').first();
  await expect(heading).toHaveAttribute('aria-expanded', 'true');
  await keepScreenshot('targets-grouped');
  await page.getByTestId(testIds.targets.foldAll).click();
  await expect(heading).toHaveAttribute('aria-expanded', 'false');
  await page.reload();
  await expect(heading).toHaveAttribute('aria-expanded', 'false');
  await page.getByTestId(testIds.targets.search).fill('demo-envoy');
  await expect(page.getByTestId(testIds.targets.table)).toContainText('demo-envoy');
});

test('a task by selector: the plan follows the form, and the task is there', async ({ page, keepScreenshot }) => {
  await page.goto(`${APP}/tasks/new`);
  const plan = page.getByTestId(testIds.newTask.plan);
  await page.getByTestId(testIds.newTask.template('waiting-service')).click();
  await page.getByRole('radio', { name: 'Text' }).check();
  await page.getByTestId(testIds.newTask.selectorText).fill('service.name="no-such-service"');
  await expect(plan).toContainText('No process matches');
  await page.getByTestId(testIds.newTask.selectorText).fill('service.name=~"demo-.*"');
  await expect(page.getByTestId(testIds.newTask.planTargets)).toContainText('demo-envoy');
  await expect(page.getByTestId(testIds.newTask.planCost)).toContainText('%');
  await page.getByTestId(testIds.profileForm.duration).fill('3');
  await page.getByTestId(testIds.newTask.title).fill('What do they wait for?');
  await expect(plan).toContainText('· 3 s');
  await keepScreenshot('new-task');
  await page.getByTestId(testIds.newTask.submit).click();
  await expect(page).toHaveURL(/\/tasks\/[^/?]+$/);
  await expect(page.getByTestId(testIds.task.state)).toHaveText(/completed/i, { timeout: 60_000 });
});

test('a wrong pattern is told at its field', async ({ page }) => {
  // The controller's refusal is what this is about; the browser logs it as an error.
  await page.goto(`${APP}/tasks/new?selector=${encodeURIComponent('pod=~"a"')}`);
  await expect(page.getByTestId(testIds.newTask.plan)).toContainText('No process matches');
  await page.goto(`${APP}/tasks/new?selector=${encodeURIComponent('colour=red')}`);
  await expect(page.getByTestId(testIds.newTask.page)).toContainText('has the label colour');
});

test('tasks are found, compared, run again and deleted from the list', async ({ page, meshprof, keepScreenshot }) => {
  const selector = { 'service.name': 'demo-envoy' };
  const made: string[] = [];
  for (const title of ['before the change', 'after the change']) {
    const task = await meshprof.api<{ id: string }>('POST', '/v1/tasks', { selector, title, durationMs: 2_000 });
    made.push(task.id);
  }
  await page.goto(`${APP}/tasks`);
  for (const id of made) {
    await expect(page.getByTestId(testIds.tasks.row(id))).toContainText(/completed/i, { timeout: 60_000 });
    await page.getByTestId(testIds.tasks.select(id)).check({ force: true });
  }
  await expect(page.getByTestId(testIds.tasks.timeline)).toBeVisible();
  await keepScreenshot('tasks-selected');
  const compare = await page.getByTestId(testIds.tasks.compare).getAttribute('href');
  const sides = new URLSearchParams(compare?.split('?')[1]);
  expect([sides.get('leftSelector'), sides.get('rightSelector')]).toEqual(made.map((id) => `{task_id="${id}"}`));

  await page.getByTestId(testIds.tasks.search).fill('before change');
  await expect(page.getByTestId(testIds.tasks.row(made[1]!))).toBeHidden();
  await page.getByTestId(testIds.tasks.menu(made[0]!)).click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByTestId(testIds.tasks.row(made[0]!))).toBeHidden();

  await page.goto(`${APP}/tasks?search=after+change`);
  await page.getByTestId(testIds.tasks.menu(made[1]!)).click();
  await page.getByRole('menuitem', { name: 'Run again' }).click();
  await expect(page).toHaveURL(/\/tasks\/[^/?]+$/);
  expect(page.url()).not.toContain(made[1]);
});

test('what starts by the clock is listed, paused and deleted', async ({ page, meshprof, keepScreenshot }) => {
  const schedule = await meshprof.api<{ id: string }>('POST', '/v1/schedules', {
    cron: '0 3 * * 1-5',
    timeZone: 'Europe/Berlin',
    task: { selector: { 'service.name': 'demo-envoy' }, title: 'Before the market opens', durationMs: 60_000 },
  });
  await page.goto(`${APP}/tasks`);
  await page.getByTestId(testIds.tasks.schedules).click();
  const row = page.getByTestId(testIds.tasks.scheduleRow(schedule.id));
  await expect(row).toContainText('Before the market opens');
  await keepScreenshot('tasks-schedules');
  await page.getByTestId(testIds.tasks.turnSchedule(schedule.id)).click();
  await expect(row).toContainText('paused');
  await page.getByTestId(testIds.tasks.deleteSchedule(schedule.id)).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await expect(row).toBeHidden();
});

test('ten thousand tasks scroll with a handful of rows in the document', async ({ page }) => {
  await page.route('**/read/v1/tasks?**', (route) => route.fulfill({ json: { items: makeTasks(10_000) } }));
  await page.goto(`${APP}/tasks`);
  const rows = page.locator('tr[data-testid^="task-row-"]');
  // Megabytes of JSON at once, which the controller never sends: a hang limit.
  await expect(rows.first()).toBeVisible({ timeout: 120_000 });
  await page.getByTestId(testIds.tasks.table).hover();
  for (let step = 0; step < 40; step++) {
    await page.mouse.wheel(0, 2_000);
    expect(await rows.count()).toBeLessThan(80);
  }
  await page.getByRole('region', { name: 'Profiling tasks, newest first' }).focus();
  await page.keyboard.press('End');
  const last = page.getByTestId(testIds.tasks.row('task-0'));
  await expect(last).toBeVisible();
  await expect(last).toHaveAttribute('aria-rowindex', '10001');
  await page.getByTestId(testIds.tasks.select('task-0')).check({ force: true });
  await expect(page.getByTestId(testIds.tasks.selection)).toContainText('1 selected');
});
