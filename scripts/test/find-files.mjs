// The project's own source files.
import { spawnSync } from 'node:child_process';
import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { projectRoot } from '../setup/folders.mjs';

const skippedFolders = new Set(['node_modules', 'dist', 'build', 'vendor', '.git', 'coverage', 'test-results']);

function* walk(folder) {
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (skippedFolders.has(entry.name)) continue;
    const location = path.join(folder, entry.name);
    if (entry.isDirectory()) yield* walk(location);
    else if (entry.isFile()) yield location;
  }
}

/** @param {(file: string) => boolean} wanted gets the path relative to the project @returns {string[]} relative paths */
export function findFiles(wanted) {
  return [...walk(projectRoot)]
    .map((file) => path.relative(projectRoot, file))
    .filter(wanted)
    .sort();
}

/** @param {string} program @returns {boolean} */
export function isOnPath(program) {
  return existsSync(program) || spawnSync('sh', ['-c', `command -v ${program}`]).status === 0;
}
