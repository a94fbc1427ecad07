/**
 * Puts libbpf's sources into vendor/libbpf (ignored by git). They come out of a pinned package whose checksum cargo
 * checks against its registry; the sources that we compile are checked once more against a digest (vendored.json), so a
 * changed package, cache or registry mirror cannot slip in. A cached copy makes a second clone quick and offline.
 */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const {
  crate: PACKAGE,
  version: VERSION,
  sourcesSha256: SOURCES_SHA256,
} = JSON.parse(readFileSync(join(import.meta.dirname, 'vendored.json'), 'utf8'));
/** What of the package is compiled or must travel with it. */
const PARTS = ['src', 'include', 'LICENSE', 'LICENSE.BSD-2-Clause', 'LICENSE.LGPL-2.1'];

const vendored = join(import.meta.dirname, 'vendor', 'libbpf');
const cached = join(process.env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'meshprof', `libbpf-${VERSION}`);

function filesBelow(folder) {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .sort();
}

/** One digest over names and contents, so that neither order nor metadata of the file system matters. */
function digest(folder) {
  const hash = createHash('sha256');
  for (const name of filesBelow(folder)) {
    hash.update(`${name}\0`).update(
      createHash('sha256')
        .update(readFileSync(join(folder, name)))
        .digest()
    );
  }
  return hash.digest('hex');
}

function isIntact(folder) {
  return existsSync(folder) && digest(folder) === SOURCES_SHA256;
}

/** Copies beside the goal and renames, so that an interrupted run leaves nothing half-made. */
function copyParts(from, to) {
  const partial = `${to}.partial-${process.pid}`;
  rmSync(partial, { recursive: true, force: true });
  mkdirSync(partial, { recursive: true });
  for (const part of PARTS) cpSync(join(from, part), join(partial, part), { recursive: true });
  rmSync(to, { recursive: true, force: true });
  renameSync(partial, to);
}

function downloadWithCargo() {
  const work = mkdtempSync(join(tmpdir(), 'meshprof-libbpf-'));
  try {
    mkdirSync(join(work, 'src'));
    writeFileSync(join(work, 'src', 'lib.rs'), '');
    writeFileSync(
      join(work, 'Cargo.toml'),
      `[package]\nname = "fetch"\nversion = "0.0.0"\nedition = "2021"\n[dependencies]\n${PACKAGE} = "=${VERSION}"\n`
    );
    execFileSync('cargo', ['vendor', '--quiet', 'packages'], { cwd: work, stdio: ['ignore', 'ignore', 'inherit'] });
    copyParts(join(work, 'packages', PACKAGE, 'libbpf'), cached);
  } catch (error) {
    if (error.code !== 'ENOENT') throw error;
    throw new Error('cargo is missing: install it (Debian 12: apt-get install cargo-web) and try again');
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

function main() {
  if (isIntact(vendored)) return;
  if (!isIntact(cached)) downloadWithCargo();
  if (!isIntact(cached)) {
    throw new Error(`${PACKAGE} ${VERSION} has sources with digest ${digest(cached)}, expected ${SOURCES_SHA256}`);
  }
  copyParts(cached, vendored);
}

try {
  main();
} catch (error) {
  console.error(`libbpf: ${error.message}`);
  process.exitCode = 1;
}
