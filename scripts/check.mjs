// `npm run check`: format, lint, types and unit tests. Needs neither root nor a kernel with BPF.
import { runSteps } from './setup/run-steps.mjs';
import { checkSteps } from './setup/steps.mjs';
import { nodeSuite, unitTestFiles } from './test/node-suite.mjs';
import { pluginSuite } from './test/plugin-suite.mjs';
import { staticChecks } from './test/static-checks.mjs';
import { sumOf } from './test/suite-result.mjs';

await runSteps(checkSteps());
const total = sumOf([
  await staticChecks(),
  await nodeSuite('unit', { files: unitTestFiles(), concurrency: 2, timeoutMs: 120_000 }),
  await pluginSuite(),
]);
process.stdout.write(`\n${total.notes.map((note) => `${note}\n`).join('')}`);
process.stdout.write(`${total.passed} passed, ${total.failed} failed, ${total.skipped} skipped\n`);
process.exit(total.failed === 0 ? 0 : 1);
