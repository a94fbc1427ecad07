import { defineConfig } from '@playwright/test';
import { createRequire } from 'node:module';
import path from 'node:path';
import { CHROMIUM_OPTIONS } from '../harness/chromium-options.ts';
import { grafanaUrl } from './product.ts';
import { grafanaUsers, ROLES } from './roles.ts';

/** @grafana/plugin-e2e makes a user for each role and logs them in, before the specs of this folder. */
function grafanaProjects() {
  const pluginE2e = path.dirname(createRequire(import.meta.url).resolve('@grafana/plugin-e2e/package.json'));
  const signIns = ROLES.map((role) => ({
    name: `sign in as ${role}`,
    testDir: path.join(pluginE2e, 'dist', 'auth'),
    testMatch: /auth\.setup\.js$/,
    use: { baseURL: grafanaUrl, user: { ...grafanaUsers[role], role }, grafanaAPICredentials: grafanaUsers.Admin },
  }));
  return [...signIns, { name: 'app', dependencies: signIns.map(({ name }) => name) }];
}

/** Debian's Chromium in the host page, over the real controller, agent and store. */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
  ...(grafanaUrl === undefined ? {} : { projects: grafanaProjects() }),
  // One product, one demo, one kernel: tests run one after the other.
  workers: 1,
  fullyParallel: false,
  // Hang limits, not expectations.
  timeout: 180_000,
  expect: { timeout: 20_000 },
  use: {
    viewport: { width: 1440, height: 900 },
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: CHROMIUM_OPTIONS,
  },
});
