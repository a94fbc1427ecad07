// An npm that understands our lock file.
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, rmSync } from 'node:fs';
import path from 'node:path';
import { cacheDir } from './folders.mjs';
import { runCommand } from './run-command.mjs';
import { SetupError } from './setup-error.mjs';

/** Newest npm that runs on Node 18, and the checksum of its package. */
const npmVersion = '10.9.9';
const npmIntegrity = 'sha512-1g+6jLQvaIuB4zwvHL7yrXuXcWZwDsCtBX8bbWDqbvJSSr9nPiDDWTHNgwXR27iIcTTW7v3A57hDW9RYv2W4Yg==';

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
  requireIntegrity(folder);
  return [process.execPath, program];
}

/** npm checks what it gets against what the registry says; this is what the registry said when we looked. */
function requireIntegrity(folder) {
  const { packages } = JSON.parse(readFileSync(path.join(folder, 'node_modules', '.package-lock.json'), 'utf8'));
  const { integrity } = packages['node_modules/npm'];
  if (integrity === npmIntegrity) return;
  rmSync(folder, { recursive: true });
  throw new SetupError(
    `npm ${npmVersion} has the checksum ${integrity}, expected ${npmIntegrity}.`,
    'Do not use this registry before you know why; or install npm 10 in another way.'
  );
}
