import { readdirSync, statSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const at = (relative) => fileURLToPath(new URL(relative, import.meta.url));

export const bundleFile = at('../dist/cli/main.mjs');
const packages = ['contracts', 'settings', 'experiments'].map((name) => at(`../../${name}/src`));
const sources = [at('../src'), ...packages, at('../../native')];

/**
 * True if the bundle is there and no source is newer: after an edit the sources run, without a build. A package without
 * sources has the bundle only.
 */
export function isBundleCurrent() {
  const built = modifiedMs(bundleFile);
  return built !== undefined && sources.every((folder) => !holdsNewer(folder, built));
}

function holdsNewer(folder, builtMs) {
  let entries;
  try {
    entries = readdirSync(folder, { withFileTypes: true });
  } catch {
    return false;
  }
  return entries.some((entry) => {
    const file = path.join(folder, entry.name);
    // Of native only the TypeScript beside its package.json is bundled; deeper folders hold C++.
    if (entry.isDirectory()) return !folder.endsWith('native') && holdsNewer(file, builtMs);
    return entry.name.endsWith('.ts') && (modifiedMs(file) ?? 0) > builtMs;
  });
}

function modifiedMs(file) {
  return statSync(file, { throwIfNoEntry: false })?.mtimeMs;
}
