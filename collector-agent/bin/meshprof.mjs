#!/usr/bin/env node
// Starts the meshprof command on a Node that runs TypeScript unbuilt. Plain JavaScript, because the Node that npx or a
// shell finds first may be older (Debian 12 has 18): then the project's own Node is used instead.
import { spawn } from 'node:child_process';
import { createRequire, enableCompileCache } from 'node:module';
import { homedir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleFile, isBundleCurrent } from './bundle.mjs';

const [major, minor] = process.versions.node.split('.').map(Number);
const main = isBundleCurrent() ? bundleFile : fileURLToPath(new URL('../src/cli/main.ts', import.meta.url));

// Types are stripped and code compiled once, not at every start: half the start-up time and 25 MB less memory.
const cacheHome = process.env.XDG_CACHE_HOME || path.join(homedir(), '.cache');
process.env.NODE_COMPILE_CACHE ??= path.join(cacheHome, 'meshprof', 'compile-cache');

// The agent runs for months on other people's nodes. A small young generation, no threads that wait for parallel
// collections, and a C heap that gives back what it does not need save 25 MB; flags and variables of a running program
// come too late for that. A small heap is collected with less CPU by one thread than by several.
const agentFlags = ['--max-semi-space-size=1', '--v8-pool-size=1', '--single-threaded-gc'];
const agentEnv = { MALLOC_ARENA_MAX: '1', MALLOC_TRIM_THRESHOLD_: '131072' };

if (major > 22 || (major === 22 && minor >= 18)) {
  if (process.argv[2] === 'agent' && process.execve && !process.execArgv.includes(agentFlags[0])) {
    const args = [process.execPath, ...process.execArgv, ...agentFlags, ...process.argv.slice(1)];
    process.execve(process.execPath, args, { ...agentEnv, ...process.env });
  }
  enableCompileCache();
  await import(main);
} else {
  const node = projectNode();
  const child = spawn(node, [main, ...process.argv.slice(2)], { stdio: 'inherit' });
  // A terminal's Ctrl-C reaches the child by itself (same process group); a signal to this process alone must be passed on.
  process.on('SIGINT', () => {});
  for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`meshprof: cannot start Node from ${node}: ${error.message}. Run \`npm run setup\`.`);
    process.exit(70);
  });
  child.on('exit', (status, signal) => {
    if (signal) (process.removeAllListeners(signal), process.kill(process.pid, signal));
    else process.exit(status ?? 1);
  });
}

/** The one that the set-up installs beside a checkout; a package from npm has none. */
function projectNode() {
  try {
    const nodePackage = createRequire(import.meta.url).resolve(`node-linux-${process.arch}/package.json`);
    return path.join(path.dirname(nodePackage), 'bin', 'node');
  } catch {
    console.error(
      `meshprof: Node 22.18 or newer is needed; this is ${process.versions.node}. \`npm install node-linux-${process.arch}\` beside it brings one.`
    );
    process.exit(70);
  }
}
