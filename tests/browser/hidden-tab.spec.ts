/** Nothing asks for anything while its tab is hidden; the clock of the page is wound on, so that no poll is missed. */
import type { Page } from '@playwright/test';
import { openPage, PAGE_NAMES, pagesWith, seedTask } from './app-pages.ts';
import { expect, test } from './meshprof-test.ts';

/** Longer than the longest interval of any page. */
const WOUND_ON_MS = 90_000;

test('a hidden tab asks for nothing, and goes on when it is seen again', async ({ page, meshprof }) => {
  const task = await seedTask(meshprof);
  await page.clock.install();
  const polling: string[] = [];
  for (const name of PAGE_NAMES) {
    await test.step(name, async () => {
      const { url } = pagesWith(task).find((candidate) => candidate.name === name)!;
      await openPage(page, url);
      await settle(page);
      await setVisibility(page, 'hidden');
      expect(await requestsWhileWindingOn(page), `requests of ${name} in a hidden tab`).toEqual([]);
      await setVisibility(page, 'visible');
      if ((await requestsWhileWindingOn(page)).length > 0) polling.push(name);
    });
  }
  // Else the test would prove nothing.
  expect(polling).toEqual(expect.arrayContaining(['targets', 'tasks']));
});

async function setVisibility(page: Page, state: 'visible' | 'hidden'): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => '${state}' });
    Object.defineProperty(document, 'hidden', { configurable: true, get: () => ${state === 'hidden'} });
    document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
  `);
}

/** Lets what was asked for before come back. */
async function settle(page: Page): Promise<void> {
  await page.waitForLoadState('networkidle');
}

async function requestsWhileWindingOn(page: Page): Promise<string[]> {
  const requests: string[] = [];
  const note = (request: { method: () => string; url: () => string }) => {
    const { pathname } = new URL(request.url());
    if (pathname.startsWith('/api/')) requests.push(`${request.method()} ${pathname}`);
  };
  page.on('request', note);
  for (let passedMs = 0; passedMs < WOUND_ON_MS; passedMs += 10_000) {
    await page.clock.runFor(10_000);
  }
  page.off('request', note);
  return requests;
}
