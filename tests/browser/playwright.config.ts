import { defineConfig } from '@playwright/test';
import { existsSync } from 'node:fs';

/**
 * Debian's Chromium in the host page, over the real controller, agent and store. Without the flags about background
 * work, Chromium looks for hosts on the internet at each start.
 */
export default defineConfig({
  testDir: '.',
  testMatch: '*.spec.ts',
  outputDir: 'test-results',
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
    launchOptions: {
      ...(existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {}),
      args: [
        '--no-sandbox',
        '--disable-gpu',
        '--disable-quic',
        '--no-first-run',
        '--disable-background-networking',
        '--disable-component-update',
        '--disable-sync',
      ],
    },
  },
});
