// `npm run bench`: sets up, then runs the benchmark (tests/bench) and prints its tables.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { nodeBin, projectRoot } from './setup/folders.mjs';
import { runSteps } from './setup/run-steps.mjs';
import { benchSteps } from './setup/steps.mjs';

await runSteps(benchSteps());
const bench = spawn(nodeBin, [path.join(projectRoot, 'tests', 'bench', 'main.ts'), ...process.argv.slice(2)], {
  stdio: 'inherit',
});
process.on('SIGINT', () => {});
process.on('SIGTERM', () => bench.kill('SIGTERM'));
bench.on('exit', (code) => process.exit(code ?? 1));
