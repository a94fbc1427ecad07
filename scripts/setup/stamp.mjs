// A step is skipped when the contents it depends on are those of its last success.
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const ignoredFolders = new Set(['node_modules', 'dist', 'build', 'vendor', 'generated', 'coverage', 'test-results']);

/** @param {string} location file or folder @returns {string[]} files below it, sorted */
function filesBelow(location) {
  if (!existsSync(location)) return [];
  if (statSync(location).isFile()) return [location];
  return readdirSync(location, { withFileTypes: true })
    .filter((entry) => !ignoredFolders.has(entry.name))
    .flatMap((entry) => filesBelow(path.join(location, entry.name)))
    .sort();
}

/** @param {string[]} inputs files and folders @returns {string} hash of their names and contents */
export function hashOf(inputs) {
  const hash = createHash('sha256');
  for (const file of inputs.flatMap(filesBelow)) hash.update(file).update('\0').update(readFileSync(file)).update('\0');
  return hash.digest('hex');
}

/** @param {string} stampFile @param {string} hash */
export function isCurrent(stampFile, hash) {
  return existsSync(stampFile) && readFileSync(stampFile, 'utf8') === hash;
}

/** @param {string} stampFile @param {string} hash */
export function writeStamp(stampFile, hash) {
  mkdirSync(path.dirname(stampFile), { recursive: true });
  writeFileSync(stampFile, hash);
}
