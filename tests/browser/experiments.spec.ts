/** An experiment from its design to its report, on the demo's Envoy, led by the experiment agent that runs beside the agent. */
import { readFileSync } from 'node:fs';
import type { Page } from '@playwright/test';
import { testIds } from '../../plugin/src/test-ids.ts';
import { APP } from '../harness/app-path.ts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { at } from '../harness/project.ts';
import { ROLE_COOKIE } from '../../standalone/src/host/effective-role.ts';
import { openPage } from './app-pages.ts';
import { expect, test } from './meshprof-test.ts';
import { expectAccessible, expectNoSidewaysScroll } from './page-checks.ts';

const design = testIds.newExperiment;
const run = testIds.experiment;
/** A tiny run: two slots of noise and one block with a variant, some seconds each, on a busy machine. */
const RUN_TIMEOUT_MS = 600_000;

const fill = (page: Page, name: string, value: string) => page.getByTestId(design.field(name)).fill(value);

test('an experiment is planned, run, and leaves the proxy as it was', async ({ page, meshprof, keepScreenshot }) => {
  test.setTimeout(RUN_TIMEOUT_MS);
  test.skip(meshprof.ports === undefined, 'where the demo of a Grafana’s controller listens is not known here');
  const ports = meshprof.ports!;
  const { node } = await findDemoEnvoy(meshprof);

  await test.step('a question fills the form, and the plan answers while it is filled', async () => {
    await page.goto(`${APP}/experiments/new?template=tracing-sampling&node=${encodeURIComponent(node)}`);
    await fill(page, 'adminUrl', `http://127.0.0.1:${ports.demoEnvoyAdmin}`);
    await fill(page, 'url', `http://127.0.0.1:${ports.demoEnvoy}/`);
    await expect(page.getByTestId(design.schedule).getByRole('row')).toHaveCount(8);
    await keepScreenshot('experiment-design');
  });

  await test.step('fewer blocks than a result needs are refused, unless it is a quick look', async () => {
    // Tracing at 100 % against none is enough here.
    for (const name of ['tracing-10', 'tracing-1']) {
      await page.getByRole('button', { name: `Remove variant ${name}`, exact: true }).click();
    }
    await fill(page, 'blocks', '1');
    await expect(page.getByTestId(design.submit)).toHaveAttribute('aria-disabled', 'true');
    await page.getByTestId(design.field('indicative')).check({ force: true });
    await fill(page, 'warmSeconds', '1');
    await fill(page, 'windowSeconds', '2');
    await fill(page, 'profileSeconds', '2');
    await fill(page, 'connections', '2');
    await fill(page, 'requestsPerSecond', '200');
    await expect(page.getByTestId(design.submit)).not.toHaveAttribute('aria-disabled', 'true');
    await page.getByTestId(design.submit).click();
  });

  await test.step('the run tells where it is, and what the proxy has', async () => {
    await expect(page).toHaveURL(/\/experiments\/[^/]+$/);
    await expect(page.getByTestId(run.progress)).toContainText(/Noise, block|Block 1 of 1/, {
      timeout: RUN_TIMEOUT_MS,
    });
    await expect(page.getByTestId(run.configuration)).toHaveAttribute('data-kind', 'changed');
    await expect(page.getByTestId(run.guard('errors'))).toContainText(/Now \d+\.\d+ %, stops above/, {
      timeout: RUN_TIMEOUT_MS,
    });
    await keepScreenshot('experiment-run');
    await expectAccessible(page, 'dark');
    await expectNoSidewaysScroll(page);
  });

  await test.step('the report comes with the configuration back', async () => {
    await expect(page.getByTestId(run.table)).toBeVisible({ timeout: RUN_TIMEOUT_MS });
    await expect(page.getByTestId(run.configuration)).toHaveAttribute('data-kind', 'back');
    await expect(page.getByTestId(run.row('tracing-100'))).toContainText('Inconclusive');
    await expect(page.getByTestId(run.proof)).toContainText('yes');
    await keepScreenshot('experiment-report');
    await expectAccessible(page, 'dark');
    await expectNoSidewaysScroll(page);
    const url = page.url();
    await openPage(page, `${url}?theme=light`);
    await expectAccessible(page, 'light');
    await openPage(page, url);
  });

  await test.step('a viewer sees it, and may change nothing', async () => {
    const controls = [run.rerun, run.delete, run.annotate];
    await page.context().addCookies([{ name: ROLE_COOKIE, value: 'Viewer', url: meshprof.url }]);
    await page.reload();
    await expect(page.getByTestId(run.table)).toBeVisible();
    for (const id of controls) await expect(page.getByTestId(id), id).toHaveAttribute('aria-disabled', 'true');
    await page.context().addCookies([{ name: ROLE_COOKIE, value: 'Admin', url: meshprof.url }]);
    await page.reload();
  });

  await test.step('its variants are compared from the Compare page', async () => {
    await page.getByTestId(run.links('tracing-100')).click();
    await page.getByRole('menuitem', { name: 'What differs from the baseline' }).click();
    await expect(page).toHaveURL(/\/compare\?.*leftSelector=.*tracing-0.*rightSelector=.*tracing-100/);
  });
});

test('a measured experiment reads from its answer to its proof', async ({ page, keepScreenshot }) => {
  // The article's run takes a quarter of an hour; this is what the controller kept of it (`npm run golden:experiment`).
  const measured = JSON.parse(
    readFileSync(at('tests', 'golden', 'experiments', 'experiment-of-article.json'), 'utf8')
  ) as {
    id: string;
  };
  await page.route(`**/read/v1/experiments/${measured.id}`, (route) => route.fulfill({ json: measured }));
  await openPage(page, `${APP}/experiments/${measured.id}`);
  await expect(page.getByTestId(run.row('tracing-100'))).toContainText('Costs');
  await expect(page.getByTestId(run.proof)).toContainText('yes');
  await keepScreenshot('experiment-article');
});
