// `node tests/upgrade/make-fixture.mjs REVISION`: a database as the controller of an earlier commit or tag leaves it, with
// what that controller answers, into tests/golden/upgrade/<commit>/. For SQLite, and for PostgreSQL where that commit
// knows it and Debian's package is installed. Run it for every release, before the next migration is written.
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { fileURLToPath } from 'node:url';
import { findPostgresBinaries, startPostgresCluster } from '../../controller/src/testing/postgres-cluster.ts';
import { sqlOf } from './sqlite-dump.mjs';

const root = fileURLToPath(new URL('../..', import.meta.url));
const git = (...args) =>
  execFileSync('git', ['-C', root, ...args], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'inherit'] }).trim();
const [revision = 'HEAD'] = process.argv.slice(2);
const commit = git('rev-parse', '--short=7', `${revision}^{commit}`);
const scratch = mkdtempSync(path.join(os.tmpdir(), 'meshprof-upgrade-'));
const source = path.join(scratch, 'source');
const golden = path.join(root, 'tests', 'golden', 'upgrade', commit);

git('worktree', 'add', '--quiet', '--detach', source, commit);
try {
  linkPackages();
  mkdirSync(golden, { recursive: true });
  const file = path.join(scratch, 'controller.db');
  fill(file, path.join(golden, 'sqlite.json'));
  writeFileSync(path.join(golden, 'sqlite.sql'), sqlOf(new DatabaseSync(file)));
  if (git('ls-tree', '--name-only', commit, 'controller/src/storage/postgres-storage.ts') !== '') await fillPostgres();
  process.stdout.write(`${golden}: ${readdirSync(golden).join(', ')}\n`);
} finally {
  git('worktree', 'remove', '--force', source);
  rmSync(scratch, { recursive: true, force: true });
}

function fill(database, answersFile) {
  const seed = path.join(root, 'tests', 'upgrade', 'seed.mjs');
  execFileSync(process.execPath, [seed, source, database, answersFile], { cwd: source, stdio: 'inherit' });
}

async function fillPostgres() {
  const bin = findPostgresBinaries();
  if (bin === undefined) throw new Error("PostgreSQL is not installed (Debian's package postgresql)");
  const cluster = await startPostgresCluster(bin);
  try {
    const url = await cluster.createDatabase('old');
    fill(url, path.join(golden, 'postgresql.json'));
    const dump = execFileSync(path.join(bin, 'pg_dump'), ['--inserts', '--no-owner', '--no-privileges', url], {
      encoding: 'utf8',
    });
    // psql's own commands and comments: the test sends the file to the server as it is.
    const statements = dump.split('\n').filter((line) => !/^(\\|--|$)/.test(line));
    writeFileSync(path.join(golden, 'postgresql.sql'), `${statements.join('\n')}\n`);
  } finally {
    await cluster.remove();
  }
}

/** Packages from outside are those of this checkout, the project's own are those of the commit. */
function linkPackages() {
  const installed = path.join(root, 'node_modules');
  const target = path.join(source, 'node_modules');
  mkdirSync(path.join(target, '@meshprof'), { recursive: true });
  for (const name of readdirSync(installed)) {
    if (name !== '@meshprof' && !name.startsWith('.')) symlinkSync(path.join(installed, name), path.join(target, name));
  }
  for (const name of readdirSync(path.join(installed, '@meshprof'))) {
    symlinkSync(path.join('..', '..', name), path.join(target, '@meshprof', name));
  }
}
