// `npm test`: sets up, then runs every test of every layer that this machine can run.
// Options: --long (only what takes long), --only check,unit,plugin,integration,browser.
import { runSteps } from './setup/run-steps.mjs';
import { longTestSteps, testSteps } from './setup/steps.mjs';
import { browserSuite } from './test/browser-suite.mjs';
import { integrationTestFiles, longTestFiles, nodeSuite, unitSuite } from './test/node-suite.mjs';
import { pluginSuite } from './test/plugin-suite.mjs';
import { staticChecks } from './test/static-checks.mjs';
import { failedSuite, printTotal, skippedSuite, sumOf } from './test/suite-result.mjs';

const isLong = process.argv.includes('--long');
const isRoot = process.getuid?.() === 0;

const suites = {
  check: staticChecks,
  unit: unitSuite,
  plugin: pluginSuite,
  // One file at a time: kernel sessions and loads of two tests would disturb each other's numbers.
  integration: () =>
    isRoot
      ? nodeSuite('integration', { files: integrationTestFiles(), concurrency: 1, timeoutMs: 900_000 })
      : skippedSuite('integration', 'needs root', integrationTestFiles().length),
  browser: () => (isRoot ? browserSuite() : skippedSuite('browser', 'needs root')),
};

const longSuites = { long: () => nodeSuite('long', { files: longTestFiles(), concurrency: 1, timeoutMs: 7_200_000 }) };

function chosenSuites() {
  const args = process.argv.slice(2);
  if (isLong) return longSuites;
  const only = args[args.indexOf('--only') + 1]?.split(',');
  if (!args.includes('--only')) return suites;
  const unknown = only?.filter((name) => !(name in suites)) ?? [];
  if (!only || unknown.length > 0) {
    process.stderr.write(`npm test: --only takes names of ${Object.keys(suites).join(', ')}.\n`);
    process.exit(2);
  }
  return Object.fromEntries(only.map((name) => [name, suites[name]]));
}

const chosen = chosenSuites();
const failedSteps = await runSteps(isLong ? longTestSteps() : testSteps());
const results = failedSteps.map((title) => failedSuite('set-up', title));
for (const [name, run] of Object.entries(chosen)) {
  const start = Date.now();
  process.stdout.write(`\n── ${name} ──\n`);
  const result = await run();
  const seconds = ((Date.now() - start) / 1000).toFixed(0);
  process.stdout.write(
    `${name}: ${result.passed} passed, ${result.failed} failed, ${result.skipped} skipped in ${seconds} s.\n`
  );
  results.push(result);
}

const total = sumOf(results);
printTotal(total);
process.exit(total.failed === 0 && total.passed > 0 ? 0 : 1);
