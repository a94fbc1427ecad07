import { testIds } from '../../plugin/src/test-ids.ts';
import { APP } from '../harness/app-path.ts';
import { startMeshprof } from '../harness/running-meshprof.ts';
import { expect, test as base } from './meshprof-test.ts';

const PAGE = `${APP}/throughput`;

/** As users start it, with the demo's Envoy profiled all the time. */
const test = base.extend<object, { meshprof: Awaited<ReturnType<typeof startMeshprof>> }>({
  meshprof: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const meshprof = await startMeshprof({ demoProfiling: true });
      await use(meshprof);
      await meshprof.stop();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
});

test('requests above, cost categories below, and the flame graph of a range', async ({ page, keepScreenshot }) => {
  const throughput = page.getByTestId(testIds.qpsPanel.throughput);
  const shares = page.getByTestId(testIds.qpsPanel.shares);

  await test.step('begin with a query and a service that fit', async () => {
    await page.goto(`${PAGE}?from=now-5m&to=now`);
    await expect(page.getByTestId(testIds.throughput.expression)).toHaveValue(/envoy_http_downstream_rq_total/);
    await expect(throughput).toBeVisible({ timeout: 60_000 });
  });

  await test.step('say how profiles over time come about, while there are none', async () => {
    const waiting = page.getByTestId(testIds.throughput.noProfiles);
    await expect(waiting.or(shares)).toBeVisible();
  });

  await test.step('see the shares of the first minutes', async () => {
    await expect(async () => {
      await page.getByRole('button', { name: 'Refresh' }).click();
      await expect(shares).toBeVisible({ timeout: 5_000 });
    }).toPass({ timeout: 150_000, intervals: [10_000] });
    await expect(page.getByTestId(testIds.throughput.selector)).toHaveValue('{service_name="demo-envoy"}');
    await expect(page.getByTestId(testIds.throughput.charts)).toContainText('Tracing: sending spans');
    await keepScreenshot('throughput');
  });

  await test.step('drag over the chart', async () => {
    const box = await shares.boundingBox();
    if (!box) throw new Error('the shares are not on the page');
    const middle = box.y + box.height / 2;
    await page.mouse.move(box.x + 90, middle);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width - 20, middle, { steps: 8 });
    await page.mouse.up();
    await expect(page).toHaveURL(/selectedFrom=\d+&selectedTo=\d+/);
    await expect(page.getByTestId(testIds.qpsPanel.flameGraph)).toHaveAttribute('href', /\/profile\?.*from=\d+&to=\d+/);
  });

  await test.step('see its flame graph', async () => {
    const selected = page.getByTestId(testIds.throughput.selected);
    await expect(selected.getByTestId(testIds.profile.flameGraph)).toContainText(/Envoy|envoy\+0x|_\[k\]/);
    await keepScreenshot('throughput-selected');
  });

  await test.step('set one against the other', async () => {
    await page.getByRole('radio', { name: 'Against each other' }).check({ force: true });
    await expect(page).toHaveURL(/view=relation/);
    await expect(page.getByTestId(testIds.qpsPanel.relationSummary)).toContainText(/Too few points|hardly changed/);
  });
});
