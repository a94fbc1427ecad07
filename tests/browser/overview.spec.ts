import { COST_CATEGORIES, PROFILE_TYPES } from '@meshprof/contracts';
import type { Locator, Page } from '@playwright/test';
import { testIds } from '../../plugin/src/test-ids.ts';
import { APP } from '../harness/app-path.ts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { startMeshprof } from '../harness/running-meshprof.ts';
import { expect, test } from './meshprof-test.ts';
import { grafanaUrl } from './product.ts';

const [ON_CPU] = PROFILE_TYPES;
const HOUR_MS = 3_600_000;

/** What the data source itself says of a task: on-CPU time by cost category, features and filters only, the largest first. */
async function featuresInStore(page: Page, taskId: string): Promise<string[]> {
  const sources = await fetchJson<{ uid: string; type: string }[]>(page, '/api/datasources');
  const now = Date.now();
  const { results } = await fetchJson<Answer>(page, '/api/ds/query', {
    from: String(now - HOUR_MS),
    to: String(now),
    queries: [
      {
        refId: 'A',
        datasource: sources.find(({ type }) => type === 'grafana-pyroscope-datasource'),
        queryType: 'metrics',
        profileTypeId: ON_CPU.storedAs,
        labelSelector: `{task_id="${taskId}"}`,
        groupBy: ['cost_category'],
      },
    ],
  });
  return (results.A.frames ?? [])
    .map(({ schema, data }) => ({
      id: schema.fields[1]?.labels?.['cost_category'],
      sum: (data.values[1] ?? []).reduce((sum, value) => sum + value, 0),
    }))
    .sort((a, b) => b.sum - a.sum)
    .flatMap(({ id }) => {
      const category = COST_CATEGORIES.find((row) => row.id === id);
      return category?.ownership === 'feature' || category?.ownership === 'filter' ? [category.title] : [];
    });
}

/** As the page itself asks, with its session. */
const fetchJson = <T>(page: Page, url: string, body?: object): Promise<T> =>
  page.evaluate(
    async ([url, body]) => {
      const response = await fetch(url, {
        ...(body && { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) }),
      });
      return (await response.json()) as T;
    },
    [url, body] as const
  );

interface Answer {
  results: {
    A: {
      frames?: { schema: { fields: { labels?: Record<string, string> }[] }; data: { values: number[][] } }[];
    };
  };
}

test('from the front door to the most expensive Envoy feature in under six clicks', async ({
  page,
  keepScreenshot,
}) => {
  test.skip(grafanaUrl !== undefined, 'needs a store in which nothing was profiled yet');
  const fresh = await startMeshprof();
  try {
    await findDemoEnvoy(fresh);
    await findFeature(page, fresh.url, keepScreenshot);
    // So that it asks for nothing while the servers end.
    await page.goto('about:blank');
  } finally {
    await fresh.stop();
  }
});

async function findFeature(page: Page, url: string, keepScreenshot: (name: string) => Promise<void>): Promise<void> {
  let clicks = 0;
  const click = async (what: Locator) => {
    await what.click();
    clicks += 1;
  };

  await page.goto(url + APP);
  const overview = page.getByTestId(testIds.overview.page);
  await expect(overview).toContainText('Nothing was profiled in the last hour');
  await keepScreenshot('overview-empty');

  await click(page.getByTestId(testIds.overview.profileService('demo-envoy')));
  await click(page.getByTestId(testIds.newTask.submit));
  await expect(page).toHaveURL(/\/tasks\/[^/?]+(\?|$)/);
  await expect(page.getByTestId(testIds.task.state)).toHaveText(/completed/i, { timeout: 60_000 });
  const answer = page.getByTestId(testIds.profile.answer);
  await expect(answer).toBeVisible();

  const taskId = new URL(page.url()).pathname.split('/').at(-1)!;
  const [dearest] = await featuresInStore(page, taskId);
  expect(dearest).toBeDefined();
  await expect(answer).toContainText(dearest!);
  expect(clicks).toBeLessThan(6);

  await test.step('the front door has the answer from now on', async () => {
    await page.goto(`${url}${APP}/overview`);
    const costs = page.getByTestId(testIds.overview.costs);
    await expect(costs.getByRole('listitem').first()).toContainText(dearest!);
    await expect(page.getByTestId(testIds.overview.services)).toContainText('demo-envoy');
    await expect(page.getByTestId(testIds.overview.tasks)).toContainText('demo-envoy');
    await expect(page.getByTestId(testIds.overview.agents)).toContainText('2 connected');
    await expect(page.getByTestId(testIds.overview.alerts)).toContainText('No alert has arrived');
    await keepScreenshot('overview-dark');
  });

  await expect(page.getByTestId(testIds.overview.costs).getByRole('link', { name: dearest! })).toHaveAttribute(
    'href',
    /\/profile\?type=on-cpu&selector=/
  );
}

test('is readable in light colours and on a narrow screen', async ({ page, keepScreenshot }) => {
  await page.goto(`${APP}/overview`);
  await expect(page.getByTestId(testIds.overview.agents)).toContainText('connected');
  await page.getByRole('button', { name: /light|theme/i }).click();
  await expect(page.getByTestId(testIds.overview.agents)).toContainText('connected');
  await keepScreenshot('overview-light');
  await page.setViewportSize({ width: 400, height: 900 });
  await keepScreenshot('overview-narrow');
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(width).toBeLessThanOrEqual(400);
});

test('shows what runs while it runs', async ({ page, meshprof }) => {
  const envoy = await findDemoEnvoy(meshprof);
  const { id } = await meshprof.api<{ id: string }>('POST', '/v1/tasks', {
    selector: { process_pid: envoy.pid },
    events: ['on-cpu'],
    durationMs: 60_000,
    title: 'Checkout is slow again',
  });
  await page.goto(`${APP}/overview`);
  const running = page.getByTestId(testIds.overview.running);
  await expect(running.getByRole('progressbar', { name: 'Checkout is slow again' })).toBeVisible();
  await meshprof.api('POST', `/v1/tasks/${id}/cancel`, {});
  await expect(running).toContainText('No task or experiment is running');
});
