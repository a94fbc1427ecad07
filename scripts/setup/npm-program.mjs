// An npm that understands our lock file.
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import path from 'node:path';
import { cacheDir } from './folders.mjs';
import { runCommand } from './run-command.mjs';

/** Newest npm that runs on Node 18. */
const npmVersion = '10.9.9';

/**
 * The system's npm, or a newer one from the cache where that is older than 10: Debian 12's npm 9.2 fails on an override
 * of a dependency that is named by a git address ("Invalid comparator"), which @grafana/ui 13.0.1 has.
 * @returns {Promise<string[]>} program and first arguments
 */
export async function npmProgram() {
  const { stdout } = spawnSync('npm', ['--version'], { encoding: 'utf8' });
  if (Number.parseInt(stdout ?? '', 10) >= 10) return ['npm'];
  const folder = path.join(cacheDir, `npm-${npmVersion}`);
  const program = path.join(folder, 'node_modules', 'npm', 'bin', 'npm-cli.js');
  if (!existsSync(program)) {
    await runCommand(['npm', 'install', '--prefix', folder, '--no-audit', '--no-fund', `npm@${npmVersion}`], {
      cwd: cacheDir,
      logName: 'npm-program',
      remedy: 'Check that npm is installed (Debian: npm) and its registry can be reached.',
    });
  }
  return [process.execPath, program];
}
