// Licence texts of what a bundle holds: they must go where the code goes.
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const PACKAGE = /^(.*\/node_modules\/(?:@[^/]+\/)?[^/]+)\//;
const LICENCE_FILE = /^(licen[cs]e|copying|notice)([.-].*)?$/i;

/**
 * @param {string} bundleDir with source maps, which say what is in it
 * @returns {string} one section a package
 */
export function thirdPartyLicences(bundleDir) {
  const sections = [...packagesIn(bundleDir)].sort().map((folder) => {
    const {
      name,
      version,
      license = 'see below',
    } = JSON.parse(readFileSync(path.join(folder, 'package.json'), 'utf8'));
    const texts = readdirSync(folder)
      .filter((file) => LICENCE_FILE.test(file))
      .map((file) => readFileSync(path.join(folder, file), 'utf8').trim());
    return [`${name} ${version} (${license})`, ...texts].join('\n\n');
  });
  return `${sections.join(`\n\n${'='.repeat(80)}\n\n`)}\n`;
}

function packagesIn(bundleDir) {
  const folders = new Set();
  for (const file of readdirSync(bundleDir).filter((name) => name.endsWith('.map'))) {
    const { sources } = JSON.parse(readFileSync(path.join(bundleDir, file), 'utf8'));
    for (const source of sources) {
      const [, folder] = PACKAGE.exec(path.resolve(bundleDir, source)) ?? [];
      if (folder !== undefined && existsSync(path.join(folder, 'package.json'))) folders.add(folder);
    }
  }
  return folders;
}
