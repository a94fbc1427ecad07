// `npm start`: sets up what is missing, then runs agent, controller, store, host page and demo (standalone/src/main.ts).
// Plain JavaScript, because it runs on the system's Node (18 or newer) before the project's own Node 24 is there.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { nodeBin, projectRoot } from './setup/folders.mjs';
import { runSteps } from './setup/run-steps.mjs';
import { helpSteps, startSteps } from './setup/steps.mjs';

const options = process.argv.slice(2);
const isHelp = options.includes('--help') || options.includes('-h');

// What fails here is missing there: the services name what they cannot do and why, so the start goes on.
await runSteps(isHelp ? helpSteps() : startSteps({ demo: !options.includes('--no-demo') }));

const services = spawn(nodeBin, [path.join(projectRoot, 'standalone', 'src', 'main.ts'), ...options], {
  stdio: 'inherit',
});
// A terminal's Ctrl-C reaches the services by itself (same process group); a signal to this process alone does not.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => services.kill(signal));
services.on('exit', (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
