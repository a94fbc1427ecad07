// The plugin's unit tests (Jest, from the create-plugin scaffold).
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { projectRoot } from '../setup/folders.mjs';
import { runChild } from './run-child.mjs';
import { failedSuite } from './suite-result.mjs';

/** @returns {Promise<import('./suite-result.mjs').SuiteResult>} */
export async function pluginSuite() {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-jest-'));
  const resultFile = path.join(folder, 'result.json');
  try {
    const { code } = await runChild(['jest', '--maxWorkers=2', '--json', `--outputFile=${resultFile}`], {
      cwd: path.join(projectRoot, 'plugin'),
      quiet: true,
    }).then((result) => {
      process.stdout.write(result.output.replace(/^\{"num.*$/m, ''));
      return result;
    });
    const result = JSON.parse(readFileSync(resultFile, 'utf8'));
    if (code !== 0 && result.numFailedTests === 0) return failedSuite('plugin', 'Jest could not run every file');
    const failed = result.testResults.flatMap(({ assertionResults }) =>
      assertionResults.filter(({ status }) => status === 'failed').map(({ fullName }) => `failed: plugin: ${fullName}`)
    );
    return {
      passed: result.numPassedTests,
      failed: result.numFailedTests,
      skipped: result.numPendingTests,
      notes: failed,
    };
  } catch (error) {
    return failedSuite('plugin', `no result from Jest (${error.message})`);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
