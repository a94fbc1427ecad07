// `npm run setup`: everything that start, test and check need, and nothing else. Idempotent.
import { runSteps } from './setup/run-steps.mjs';
import { testSteps } from './setup/steps.mjs';

const failed = await runSteps(testSteps());
process.exit(failed.length === 0 ? 0 : 1);
