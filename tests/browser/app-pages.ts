import type { Page as PageOf, Task } from '@meshprof/contracts';
import type { Page } from '@playwright/test';
import { expect } from '@playwright/test';
import { compareUrl, configurationUrl, type ProfileRef, profileUrl, ROUTES, taskUrl } from '../../plugin/src/routes.ts';
import { testIds } from '../../plugin/src/test-ids.ts';
import { APP } from '../harness/app-path.ts';
import { findDemoEnvoy } from '../harness/demo-envoy.ts';
import { runTask } from '../harness/run-task.ts';
import type { Product } from './product.ts';

/** Title of the task that pages about a profile are shown with. */
const SEED_TITLE = 'Envoy after the new tracing settings';

export interface AppPage {
  readonly name: string;
  readonly url: string;
}

/** Every address of routes.ts, so that a page that is added there is covered; those that show something get it. */
export function pagesWith(task: Task): AppPage[] {
  const profile = refOf(task);
  const urls: Record<keyof typeof ROUTES, string> = {
    ...(Object.fromEntries(Object.entries(ROUTES).map(([name, path]) => [name, `${APP}/${path}`])) as Record<
      keyof typeof ROUTES,
      string
    >),
    profile: profileUrl(profile, 'on-cpu'),
    compare: compareUrl(profile, profile, 'on-cpu'),
  };
  return [
    ...Object.entries(urls).map(([name, url]) => ({ name, url })),
    { name: 'task', url: taskUrl(task.id) },
    { name: 'configuration', url: `${configurationUrl()}?page=configuration` },
  ];
}

/** Every page's name without a running product: Playwright wants the list of tests first. */
export const PAGE_NAMES = [...Object.keys(ROUTES), 'task', 'configuration'];

function refOf(task: Task): ProfileRef {
  const startMs = Date.parse(task.createdAt);
  return {
    labelSelector: `{task_id="${task.id}"}`,
    from: String(startMs - 60_000),
    to: String(Date.parse(task.endedAt ?? task.createdAt) + 60_000),
  };
}

/** A finished task on the demo's Envoy, made by the first test that needs it. */
export async function seedTask(product: Product): Promise<Task> {
  const { items } = await product.api<PageOf<Task>>('GET', '/v1/tasks?limit=100');
  const earlier = items.find(({ title, state }) => title === SEED_TITLE && state === 'completed');
  if (earlier) return earlier;
  const envoy = await findDemoEnvoy(product);
  const task = await runTask(product, {
    selector: { node: envoy.node, process_pid: envoy.pid },
    events: ['on-cpu', 'off-cpu'],
    frequencyHz: 99,
    durationMs: 5_000,
    title: SEED_TITLE,
  });
  expect(task.state).toBe('completed');
  return task;
}

/** Opens an address of the app and waits until it has something to say: data, an empty state or an error. */
export async function openPage(page: Page, url: string): Promise<void> {
  await page.goto(url);
  await waitUntilReady(page);
}

export async function waitUntilReady(page: Page): Promise<void> {
  await expect(page.getByRole('heading', { level: 1 }).first()).toBeVisible();
  await expect(page.getByTestId(testIds.loading)).toHaveCount(0);
}
