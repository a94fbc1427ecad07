// `npm run release -- VERSION [--dry-run]`: everything that a release consists of, into dist/release/.
// It is built in a copy of the tracked files. Without --dry-run the checkout then gets the version, the changelog and a
// commit with a tag; nothing is pushed and nothing is published: the last lines say how.
import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { buildRelease } from './release/build-release.mjs';
import { copyCheckout } from './release/build-folder.mjs';
import { releaseChangelog, notesOf } from './release/changelog.mjs';
import { freezeMigrations } from './release/freeze-migrations.mjs';
import { isOlder, isVersion, projectVersion, setVersion } from './release/version-places.mjs';
import { projectRoot } from './setup/folders.mjs';

const CHANGELOGS = ['CHANGELOG.md', 'plugin/CHANGELOG.md'];
const { values, positionals } = parseArgs({ allowPositionals: true, options: { 'dry-run': { type: 'boolean' } } });
const [version = ''] = positionals;
const isDryRun = values['dry-run'] === true;
const git = (...args) => execFileSync('git', ['-C', projectRoot, ...args], { encoding: 'utf8' }).trim();

const NEXT = `Next, if all of it is well:
  git push --follow-tags
  npm publish dist/release/meshprof-${version}.tgz
  npm publish dist/release/meshprof-controller-${version}.tgz
  node tests/upgrade/make-fixture.mjs v${version}    # the database that the next version must read
`;

const problem = problemOf(version);
if (problem !== undefined) {
  process.stderr.write(`npm run release: ${problem}\n`);
  process.exit(2);
}

const dateMs = Number(process.env.SOURCE_DATE_EPOCH ?? git('log', '-1', '--format=%ct')) * 1_000;
const date = new Date(dateMs).toISOString().slice(0, 10);
const outDir = path.join(projectRoot, 'dist', 'release');
const scratch = mkdtempSync(path.join(os.tmpdir(), 'meshprof-release-'));
try {
  const folder = path.join(scratch, 'source');
  say('copying the checkout');
  copyCheckout(projectRoot, folder);
  prepare(folder);
  rmSync(outDir, { recursive: true, force: true });
  mkdirSync(outDir, { recursive: true });
  writeFileSync(
    path.join(outDir, 'RELEASE_NOTES.md'),
    notesOf(readFileSync(path.join(folder, 'CHANGELOG.md'), 'utf8'), version)
  );
  // Last, since it makes the checksums of all that lies there.
  const files = buildRelease({ folder, outDir, dateMs, say });
  if (!isDryRun) commitAndTag(folder);
  process.stdout.write(files.map((file) => `${path.relative(projectRoot, file)}\n`).join(''));
  process.stdout.write(isDryRun ? 'dry run: the checkout was not changed.\n' : NEXT);
} finally {
  rmSync(scratch, { recursive: true, force: true });
}

/** What a release changes in the sources. */
function prepare(folder) {
  setVersion(folder, version);
  for (const file of CHANGELOGS) {
    const location = path.join(folder, file);
    writeFileSync(location, releaseChangelog(readFileSync(location, 'utf8'), version, date));
  }
  freezeMigrations(folder);
  execFileSync(process.execPath, ['tests/reference/main.ts'], { cwd: folder, stdio: 'inherit' });
}

function commitAndTag(folder) {
  const changed = execFileSync('git', ['-C', projectRoot, 'ls-files'], { encoding: 'utf8' }).trim().split('\n');
  for (const file of changed) {
    const [from, to] = [path.join(folder, file), path.join(projectRoot, file)];
    if (!readFileSync(from).equals(readFileSync(to))) copyFileSync(from, to);
  }
  git('commit', '--all', '--message', `chore: release ${version}`);
  git('tag', '--annotate', `v${version}`, '--message', `Meshprof ${version}`);
}

function problemOf(wanted) {
  if (!isVersion(wanted)) return 'say which: npm run release -- 1.2.3 [--dry-run]';
  if (git('tag', '--list', `v${wanted}`) !== '') return `v${wanted} is there already`;
  const present = projectVersion(projectRoot);
  if (isOlder(wanted, present)) return `${wanted} is older than ${present}`;
  if (!isDryRun && git('status', '--porcelain') !== '') return 'commit or put away what is not committed first';
  return undefined;
}

function say(text) {
  process.stdout.write(`release ${version}: ${text}\n`);
}
