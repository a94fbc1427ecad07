// `npm run check`: format, lint, types and unit tests. Needs neither root nor a kernel with BPF.
import { runSteps } from './setup/run-steps.mjs';
import { checkSteps } from './setup/steps.mjs';
import { unitSuite } from './test/node-suite.mjs';
import { pluginSuite } from './test/plugin-suite.mjs';
import { staticChecks } from './test/static-checks.mjs';
import { printTotal, sumOf } from './test/suite-result.mjs';

await runSteps(checkSteps());
const total = sumOf([await staticChecks(), await unitSuite(), await pluginSuite()]);
printTotal(total);
process.exit(total.failed === 0 ? 0 : 1);
