// What may be used, by licence: allowed-licences.json.
import { readFileSync } from 'node:fs';
import parse from 'spdx-expression-parse';

const read = (name) => JSON.parse(readFileSync(new URL(name, import.meta.url), 'utf8'));
const lists = read('allowed-licences.json');

/** Shared libraries that are linked, or loaded by what is shipped; their versions are those of the Debian release. */
export const linkedLibraries = read('linked-libraries.json');
export const vendoredLibrary = read('../../native/vendored.json');

const WORDS = {
  shipped: 'what is shipped',
  tools: 'a tool',
  linked: 'a library that is linked',
  collector: 'a part of the Collector',
};

/** @typedef {'shipped' | 'tools' | 'linked' | 'collector'} Use */

/**
 * @param {{ name: string, version: string, license: string | undefined, use: Use }} dependency
 * @returns {string | undefined} what is wrong, as one sentence
 */
export function licenceProblem({ name, version, license, use }) {
  const stated = license ?? lists.unstated[`${name}@${version}`]?.license;
  if (stated === undefined) return `${name} ${version} states no licence. Read its files, then add it to "unstated".`;
  const allowed = use === 'shipped' ? lists.shipped : [...lists.shipped, ...lists[use]];
  try {
    if (isAllowed(parse(stated), allowed)) return undefined;
  } catch {
    return `${name} ${version} has the licence "${stated}", which is no SPDX expression.`;
  }
  return `${name} ${version} has the licence ${stated}, which is not allowed for ${WORDS[use]}.`;
}

/** One of what `OR` joins, all of what `AND` does. */
function isAllowed(expression, allowed) {
  const { left, right, conjunction, license, plus, exception } = expression;
  if (conjunction === 'or') return isAllowed(left, allowed) || isAllowed(right, allowed);
  if (conjunction === 'and') return isAllowed(left, allowed) && isAllowed(right, allowed);
  return allowed.includes(`${license}${plus ? '+' : ''}${exception === undefined ? '' : ` WITH ${exception}`}`);
}

/**
 * Of package-lock.json, without network: the lock holds each package's licence.
 * @param {object} lock
 */
export function npmDependencies(lock) {
  return Object.entries(lock.packages)
    .filter(([location, entry]) => location.includes('node_modules/') && !entry.link)
    .map(([location, { name, version, license, dev, integrity }]) => ({
      name: name ?? location.split('node_modules/').at(-1),
      version,
      license,
      use: dev ? 'tools' : 'shipped',
      integrity,
    }));
}
