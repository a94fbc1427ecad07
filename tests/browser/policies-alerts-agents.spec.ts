import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import type { Policy } from '@meshprof/contracts';
import { testIds } from '../../plugin/src/test-ids.ts';
import { APP } from '../harness/app-path.ts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { at } from '../harness/project.ts';
import { makeFirings } from './made-firings.ts';
import { makeTasks } from './many-tasks.ts';
import { expect, test } from './meshprof-test.ts';

const run = promisify(execFile);

test('a policy is tried out, created, seen at work, disabled and deleted', async ({
  page,
  meshprof,
  keepScreenshot,
}) => {
  await findDemoEnvoy(meshprof);
  const { field, matching, submit } = testIds.policyForm;

  await test.step('write it beside what it would do', async () => {
    await page.goto(`${APP}/policies/new?kind=always-on`);
    await page.getByTestId(field('name')).fill('Proxies, all day');
    await page.getByTestId(field('selector')).fill('service.name="demo-envoy"');
    await expect(page.getByTestId(matching)).toContainText(/match now: [1-9]/);
    await keepScreenshot('policy-form');
    await page.getByTestId(submit).click();
  });

  await test.step('see it profile the demo’s Envoy', async () => {
    await expect(page).toHaveURL(/\/policies\/[^/]+$/);
    const row = page.locator(`[data-testid^="${testIds.policy.target('')}"]`).first();
    await expect(row).toContainText('demo-envoy');
    await expect(row).toContainText(/Running|Reduced/, { timeout: 60_000 });
    await keepScreenshot('policy');
  });

  await test.step('disable and delete it', async () => {
    await page.getByTestId(testIds.policy.enable).click();
    await expect(page.getByTestId(testIds.policy.enable)).toHaveText('Enable');
    await page.getByTestId(testIds.policy.delete).click();
    await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
    await expect(page).toHaveURL(/\/policies$/);
    await expect(page.getByTestId(testIds.policies.page)).not.toContainText('Proxies, all day');
  });
});

test('a trigger shows when it would have fired', async ({ page, keepScreenshot }) => {
  const { field, chart } = testIds.policyForm;
  await page.goto(`${APP}/policies/new?kind=trigger&selector=service.name%3D%22demo-envoy%22`);
  await page.getByTestId(field('threshold')).fill('0');
  await expect(page.getByTestId(chart)).toBeVisible({ timeout: 60_000 });
  // Every look at a busy Envoy is above nothing.
  await expect(page.getByTestId(testIds.policyForm.preview)).toContainText(/Tasks in the last .*: [1-9]/, {
    timeout: 60_000,
  });
  await keepScreenshot('policy-trigger-preview');
});

test('two days of a trigger are one picture, whose marks lead to their tasks', async ({
  page,
  meshprof,
  keepScreenshot,
}) => {
  const policy = await meshprof.api<Policy>('POST', '/v1/policies', {
    name: 'Busy proxies',
    rule: {
      kind: 'trigger',
      selector: { 'service.name': 'demo-envoy' },
      condition: { source: 'node', metric: 'process-cpu', op: '>', threshold: 80 },
    },
    // What it did is made up: nothing is to begin by itself here.
    enabled: false,
  });
  await page.route(`**/policies/${policy.id}/firings**`, (route) =>
    route.fulfill({ json: { items: makeFirings(policy.id) } })
  );
  await page.route('**/read/v1/tasks/task-of-**', (route) => route.fulfill({ json: makeTasks(1)[0]! }));
  await page.goto(`${APP}/policies/${policy.id}`);
  const timeline = page.getByTestId(testIds.policy.timeline);
  await expect(timeline).toHaveAccessibleName(/48 hours: [1-9]/);
  const mark = timeline.getByTitle(/ · CPU of envoy .* %, threshold > 80 %/).first();
  await keepScreenshot('policy-48-hours');
  await mark.click();
  await expect(page).toHaveURL(/\/tasks\/task-of-/);
});

test('an alert that was sent as the page says is listed with its profile', async ({
  page,
  meshprof,
  keepScreenshot,
}) => {
  test.skip(meshprof.stateDir === undefined, 'the webhook secret of a Grafana’s controller is not known here');
  await findDemoEnvoy(meshprof);
  await page.goto(`${APP}/alerts`);
  await page.getByTestId(testIds.alerts.page).waitFor();
  const command = page.getByTestId(testIds.alerts.snippet('test'));
  if (!(await command.isVisible())) await page.getByTestId(testIds.alerts.connect).click();
  await expect(command).toContainText('meshprof alerts test');
  await keepScreenshot('alerts-connect');
  const words = (await command.innerText()).replaceAll('\\\n', ' ').trim().split(/\s+/);
  const args = words.slice(words.indexOf('meshprof') + 1);
  const env = { ...process.env, MESHPROF_WEBHOOK_SECRET_FILE: path.join(meshprof.stateDir!, 'webhook-secret') };
  await run(process.execPath, [at('collector-agent', 'bin', 'meshprof.mjs'), ...args], { env });

  const row = page.locator(`[data-testid^="${testIds.alerts.row('')}"]`).first();
  await expect(row).toContainText('MeshprofTest');
  await expect(row).toContainText('Profiled');
  await row.getByRole('button', { name: 'MeshprofTest' }).click();
  const drawer = page.getByTestId(testIds.alerts.drawer);
  await expect(drawer.getByRole('link', { name: 'Open its profile' })).toBeVisible();
  await expect(drawer.getByRole('link', { name: 'Compare with before the alert' })).toBeVisible({ timeout: 60_000 });
  await keepScreenshot('alert');
  await drawer.getByRole('link', { name: 'Open its profile' }).click();
  await expect(page).toHaveURL(/\/tasks\/[^/]+$/);
});

test('a join token is shown once, listed without itself, and revoked', async ({ page, keepScreenshot }) => {
  const ids = testIds.joinTokens;
  await page.goto(`${APP}/agents`);
  await expect(page.getByTestId(testIds.agents.table)).toContainText('Connected');
  await page.getByTestId(ids.create).first().click();
  await page.getByTestId(ids.name).fill('Rack 7');
  await page.getByTestId(ids.submit).click();
  const token = (await page.getByTestId(ids.snippet('token')).innerText()).trim();
  expect(token.length).toBeGreaterThan(20);
  await expect(page.getByTestId(ids.snippet('node'))).toContainText(token);
  await page.getByRole('button', { name: 'Done' }).click();
  await expect(page.getByTestId(ids.section)).toContainText('Rack 7');
  expect(await page.content()).not.toContain(token);
  await keepScreenshot('agents');
  await page.getByTestId(testIds.agents.table).locator('tr', { hasText: 'MiB' }).getByRole('button').click();
  await expect(page.getByTestId(testIds.agents.usage)).toContainText('Waiting to be sent');
  await keepScreenshot('agent');
  await page.keyboard.press('Escape');
  await expect(page.getByTestId(testIds.agents.drawer)).toBeHidden();
  await page.getByRole('button', { name: 'Revoke Rack 7' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Revoke' }).click();
  await expect(page.getByTestId(ids.section)).toContainText('Revoked');
});

test.describe('a viewer', () => {
  test.use({ role: 'Viewer' });
  test('may look, and is told why not more', async ({ page }) => {
    await page.goto(`${APP}/agents`);
    await expect(page.getByTestId(testIds.joinTokens.section)).toContainText('Only administrators');
    await page.goto(`${APP}/policies/new`);
    await expect(page.getByTestId(testIds.policyForm.submit)).toHaveAttribute('aria-disabled', 'true');
    await expect(page.getByTestId(testIds.policyForm.preview)).toContainText('Your role may look');
  });
});
