import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';

const NAME = 'SHA256SUMS';

/**
 * Writes the checksums of all files of a folder, as `sha256sum --check` reads them.
 * @param {string} folder
 */
export function writeChecksums(folder) {
  const names = readdirSync(folder)
    .filter((name) => name !== NAME)
    .sort();
  const lines = names.map((name) => {
    const hash = createHash('sha256')
      .update(readFileSync(path.join(folder, name)))
      .digest('hex');
    return `${hash}  ${name}\n`;
  });
  writeFileSync(path.join(folder, NAME), lines.join(''));
}
