// `npm run experiment:article`: sets up, then measures what the article measured and writes docs/the-article.md.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { nodeBin, projectRoot } from './setup/folders.mjs';
import { runSteps } from './setup/run-steps.mjs';
import { experimentSteps } from './setup/steps.mjs';

const options = process.argv.slice(2);
if (!options.includes('--render')) await runSteps(experimentSteps());
const main = path.join(projectRoot, 'tests', 'experiments', 'article', 'main.ts');
const experiment = spawn(nodeBin, [main, ...options], { stdio: 'inherit' });
process.on('SIGINT', () => {});
process.on('SIGTERM', () => experiment.kill('SIGTERM'));
experiment.on('exit', (code) => process.exit(code ?? 1));
