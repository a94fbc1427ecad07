// Suites run by node:test.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { nodeBin, projectRoot } from '../setup/folders.mjs';
import { findFiles } from './find-files.mjs';
import { runChild } from './run-child.mjs';
import { failedSuite } from './suite-result.mjs';

const isNodeTest = (file) => file.endsWith('.test.ts') && !file.startsWith('plugin/');
const isIntegration = (file) => file.endsWith('.integration.test.ts');
const isLong = (file) => file.endsWith('.long.test.ts');

const unitTestFiles = () => findFiles((file) => isNodeTest(file) && !isIntegration(file) && !isLong(file));
export const integrationTestFiles = () => findFiles((file) => isNodeTest(file) && isIntegration(file));
export const longTestFiles = () => findFiles((file) => isNodeTest(file) && isLong(file));

/**
 * @param {string} name
 * @param {{ files: string[], concurrency: number, timeoutMs: number }} options timeoutMs: a hang limit a file
 * @returns {Promise<import('./suite-result.mjs').SuiteResult>}
 */
export async function nodeSuite(name, { files, concurrency, timeoutMs }) {
  if (files.length === 0) return failedSuite(name, 'no test file found');
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-test-'));
  const resultFile = path.join(folder, 'result.json');
  try {
    const { code } = await runChild([
      nodeBin,
      '--test',
      `--test-concurrency=${concurrency}`,
      `--test-timeout=${timeoutMs}`,
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      `--test-reporter=${path.join(projectRoot, 'scripts', 'test', 'count-reporter.mjs')}`,
      `--test-reporter-destination=${resultFile}`,
      ...files,
    ]);
    return resultOf(name, code, readFileSync(resultFile, 'utf8'));
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

export const unitSuite = () => nodeSuite('unit', { files: unitTestFiles(), concurrency: 2, timeoutMs: 300_000 });

function resultOf(name, code, json) {
  const { counts, failed, skipped } = JSON.parse(json);
  const where = ({ name: test, file }) => `${file ? path.relative(projectRoot, file) : name}: ${test}`;
  const result = {
    passed: counts.passed,
    failed: counts.failed + counts.cancelled,
    skipped: counts.skipped + counts.todo,
    notes: [
      ...failed.map((test) => `failed: ${where(test)}`),
      ...skipped.map((test) => `skipped: ${where(test)}: ${test.reason || 'no reason given'}`),
    ],
  };
  // A run that ends badly without a failed test (a crash at load, say) must not count as green.
  if (code !== 0 && result.failed === 0) return failedSuite(name, `the test runner ended with code ${code}`);
  return result;
}
