// Browser tests: Playwright with Debian's Chromium over the running product (tests/browser).
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../setup/folders.mjs';
import { runChild } from './run-child.mjs';
import { failedSuite, skippedSuite } from './suite-result.mjs';

/** @returns {Promise<import('./suite-result.mjs').SuiteResult>} */
export async function browserSuite() {
  if (!existsSync('/usr/bin/chromium')) return skippedSuite('browser', "Debian's Chromium is not installed");
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-playwright-'));
  const resultFile = path.join(folder, 'result.json');
  try {
    await runChild(['playwright', 'test', '--reporter=list,json'], {
      cwd: path.join(projectRoot, 'tests', 'browser'),
      env: { PLAYWRIGHT_JSON_OUTPUT_NAME: resultFile },
    });
    const { stats, errors, suites } = JSON.parse(readFileSync(resultFile, 'utf8'));
    if (errors.length > 0) return failedSuite('browser', errors[0].message);
    const specs = suites.flatMap(allSpecs);
    return {
      passed: stats.expected + stats.flaky,
      failed: stats.unexpected,
      skipped: stats.skipped,
      notes: specs.filter((spec) => !spec.ok).map((spec) => `failed: browser: ${spec.title}`),
    };
  } catch (error) {
    return failedSuite('browser', `no result from Playwright (${error.message})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function allSpecs(suite) {
  return [...(suite.specs ?? []), ...(suite.suites ?? []).flatMap(allSpecs)];
}
