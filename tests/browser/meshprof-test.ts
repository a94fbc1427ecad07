import { test as base, expect, type Page } from '@playwright/test';
import { mkdirSync } from 'node:fs';
import path from 'node:path';
import { ROLE_COOKIE } from '../../standalone/src/host/effective-role.ts';
import { at } from '../harness/project.ts';
import { grafanaUrl, openProduct, type Product } from './product.ts';
import { type Role, sessionFileOf } from './roles.ts';

/** `npm run screenshots` sets it, relative to the project: the pictures of the docs are then made anew, else none are. */
const { MESHPROF_SCREENSHOT_DIR: screenshotDir } = process.env;

interface WorkerFixtures {
  /** Agent, controller, store, host page and demo, shared by the tests of a run; or the Grafana of GRAFANA_URL. */
  meshprof: Product;
}

interface TestFixtures {
  /** As whom the page is opened: `test.use({ role: 'Viewer' })`. */
  role: Role;
  signIn: void;
  /** Keeps a picture of the page under this name. */
  keepScreenshot: (name: string) => Promise<void>;
  /** Fails the test on an uncaught error or an error in the console. */
  watchErrors: void;
}

export const test = base.extend<TestFixtures, WorkerFixtures>({
  meshprof: [
    // eslint-disable-next-line no-empty-pattern -- Playwright reads a fixture's needs from this pattern
    async ({}, use) => {
      const { product, close } = await openProduct();
      await use(product);
      await close();
    },
    { scope: 'worker', timeout: 180_000 },
  ],
  baseURL: ({ meshprof }, use) => use(meshprof.url),
  role: ['Admin', { option: true }],
  storageState: ({ role }, use) => use(grafanaUrl === undefined ? undefined : sessionFileOf(role)),
  signIn: [
    async ({ context, baseURL, role }, use) => {
      // The host page has one user, who may choose a lower role.
      if (grafanaUrl === undefined) await context.addCookies([{ name: ROLE_COOKIE, value: role, url: baseURL! }]);
      await use();
    },
    { auto: true },
  ],
  watchErrors: [
    async ({ page }, use) => {
      const errors: string[] = [];
      page.on('pageerror', (error) => errors.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') errors.push(`${message.text()} (${message.location().url})`);
      });
      await use();
      expect(errors, 'errors in the browser').toEqual([]);
    },
    { auto: true },
  ],
  keepScreenshot: ({ page }, use) => use((name) => keepScreenshot(page, name)),
});

const ICONS_ARRIVE_MS = 500;

async function keepScreenshot(page: Page, name: string): Promise<void> {
  if (screenshotDir === undefined) return;
  const file = at(screenshotDir, `${name}.png`);
  mkdirSync(path.dirname(file), { recursive: true });
  // Icons are files of their own, which come after what they stand in.
  await page.waitForTimeout(ICONS_ARRIVE_MS);
  await page.screenshot({ path: file });
}

export { expect };
