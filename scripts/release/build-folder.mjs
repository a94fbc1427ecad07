// A copy of the checkout to build in: what is released is made of tracked files only, and the checkout stays as it is.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, lstatSync, mkdirSync, readdirSync } from 'node:fs';
import path from 'node:path';

/**
 * @param {string} root of a checkout that is set up
 * @param {string} target a new folder
 */
export function copyCheckout(root, target) {
  const tracked = execFileSync('git', ['-C', root, 'ls-files', '-z'], { encoding: 'utf8', maxBuffer: 1e8 }).split('\0');
  for (const file of tracked.filter((name) => name !== '' && existsSync(path.join(root, name)))) {
    mkdirSync(path.dirname(path.join(target, file)), { recursive: true });
    // With their times: make builds nothing anew that is current.
    cpSync(path.join(root, file), path.join(target, file), { preserveTimestamps: true, verbatimSymlinks: true });
  }
  for (const folder of installedFolders(root)) linkOrCopy(path.join(root, folder), path.join(target, folder));
  for (const folder of ['native/build', 'native/vendor']) {
    if (existsSync(path.join(root, folder))) copyTree(path.join(root, folder), path.join(target, folder));
  }
}

/** node_modules of the root and of workspaces that have one. */
function installedFolders(root) {
  const folders = ['', ...readdirSync(root).filter((name) => lstatSync(path.join(root, name)).isDirectory())];
  return folders
    .map((name) => path.join(name, 'node_modules'))
    .filter((name) => name !== 'node_modules/node_modules' && existsSync(path.join(root, name)));
}

/** Hard links where both are on one disk: a gigabyte in a second. Tools' caches are left out, since they write into them. */
function linkOrCopy(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  try {
    execFileSync('cp', ['-al', from, to], { stdio: 'pipe' });
  } catch {
    execFileSync('cp', ['-a', '--no-target-directory', from, to], { stdio: 'pipe' });
  }
  execFileSync('rm', ['-rf', path.join(to, '.cache')]);
}

function copyTree(from, to) {
  mkdirSync(path.dirname(to), { recursive: true });
  execFileSync('cp', ['-a', from, to], { stdio: 'pipe' });
}
