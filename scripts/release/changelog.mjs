// CHANGELOG discipline: what users notice is written under "Unreleased" with the change itself; a release gives it a name.
const UNRELEASED = '## Unreleased';

/**
 * @param {string} text of a CHANGELOG.md
 * @param {string} version
 * @param {string} date YYYY-MM-DD
 * @returns {string} with the unreleased part under the version, and an empty one above it
 */
export function releaseChangelog(text, version, date) {
  if (text.includes(`\n## ${version} `)) throw new Error(`the changelog has ${version} already`);
  const part = unreleasedPart(text);
  if (part.trim() === '') throw new Error(`nothing stands under "${UNRELEASED}": what would users gain?`);
  return text.replace(`${UNRELEASED}\n`, `${UNRELEASED}\n\n## ${version} (${date})\n`);
}

/**
 * @param {string} text
 * @returns {string} what stands under "Unreleased"
 */
export function unreleasedPart(text) {
  const start = text.indexOf(`${UNRELEASED}\n`);
  if (start < 0) throw new Error(`there is no "${UNRELEASED}"`);
  const body = text.slice(start + UNRELEASED.length + 1);
  const end = body.search(/^## /m);
  return end < 0 ? body : body.slice(0, end);
}

/**
 * @param {string} text
 * @param {string} version
 * @returns {string} what stands under the version: the notes of its release
 */
export function notesOf(text, version) {
  const [, body = ''] = text.split(new RegExp(`^## ${version.replaceAll('.', '\\.')} .*$`, 'm'));
  const end = body.search(/^## /m);
  return `${(end < 0 ? body : body.slice(0, end)).trim()}\n`;
}
