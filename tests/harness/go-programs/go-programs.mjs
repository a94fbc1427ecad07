// Real programs that tests run against and that are to be had as Go modules only. Each is built once for each content of
// its folder; a second clone finds it in the cache. A build that fails is no failure of the set-up: the tests that need
// the program are skipped with what this one leaves beside its place.
//
// Usage: node tests/harness/go-programs/go-programs.mjs [NAME]…        (builds them and prints their paths)
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findGo } from '../../../provisioning/collector/find-go.mjs';
import { cacheDir } from '../../../scripts/setup/folders.mjs';
import { runCommand } from '../../../scripts/setup/run-command.mjs';
import { SetupError } from '../../../scripts/setup/setup-error.mjs';

const sourcesDir = fileURLToPath(new URL('.', import.meta.url));
// GOTOOLCHAIN: no second Go behind our back.
const env = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false' };

/** Files of a module that are kept beside the program. */
const keptFiles = {
  istiod: [
    {
      module: 'istio.io/istio',
      file: path.join('manifests', 'charts', 'base', 'files', 'crd-all.gen.yaml'),
      name: 'istio-crds.yaml',
    },
  ],
};

/** @type {readonly ['kube-apiserver', 'kubectl', 'istiod', 'seccomp-profile', 'grafana-types']} */
export const goProgramNames = ['kube-apiserver', 'kubectl', 'istiod', 'seccomp-profile', 'grafana-types'];
/** @typedef {typeof goProgramNames[number]} GoProgramName */

/** @param {GoProgramName} name */
function placeOf(name) {
  const hash = createHash('sha256');
  const folder = path.join(sourcesDir, name);
  for (const file of readdirSync(folder).sort()) hash.update(readFileSync(path.join(folder, file)));
  return path.join(cacheDir, 'go-programs', `${name}-${hash.digest('hex').slice(0, 12)}`);
}

/**
 * Path of a program, or of a file that is kept beside it; built or not.
 * @param {GoProgramName} name
 * @param {string} [file]
 */
export function goProgram(name, file = name) {
  return path.join(placeOf(name), file);
}

/**
 * @param {readonly GoProgramName[]} names
 * @returns {string | false} why tests that need these programs must be skipped
 */
export function reasonWithoutGoPrograms(names) {
  const missing = names.find((name) => !existsSync(placeOf(name)));
  if (missing === undefined) return false;
  const failure = `${placeOf(missing)}.failure`;
  return existsSync(failure) ? readFileSync(failure, 'utf8') : `${missing} was not built; npm run setup does it`;
}

/**
 * For the set-up.
 * @returns {Promise<string | undefined>} what could not be built, and why
 */
export async function buildGoPrograms() {
  const notes = [];
  for (const name of goProgramNames) {
    try {
      await buildGoProgram(name);
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      const note = `${name} could not be built: ${error.message.split('\n')[0]}`;
      mkdirSync(path.dirname(placeOf(name)), { recursive: true });
      writeFileSync(`${placeOf(name)}.failure`, note);
      notes.push(note);
    }
  }
  return notes.length === 0 ? undefined : `tests that need these programs are skipped: ${notes.join('; ')}`;
}

/**
 * @param {GoProgramName} name
 * @param {{ onProgress?: (line: string) => void }} [options]
 * @returns {Promise<string>} its path; rejects with a SetupError that says what to do
 */
export async function buildGoProgram(name, { onProgress = () => undefined } = {}) {
  const place = placeOf(name);
  if (existsSync(place)) return goProgram(name);
  const go = await findGo({ onProgress });
  onProgress(`Building ${name} with ${go} (some minutes the first time)`);
  mkdirSync(path.dirname(place), { recursive: true });
  const workDir = mkdtempSync(path.join(path.dirname(place), 'building-'));
  try {
    await runCommand([go, 'build', '-trimpath', '-ldflags', '-s -w', '-o', path.join(workDir, name), '.'], {
      cwd: path.join(sourcesDir, name),
      env,
      logName: name,
      remedy: 'Check that a Go module proxy can be reached (go env GOPROXY), then run the same command again.',
    });
    for (const kept of keptFiles[name] ?? []) {
      copyFileSync(path.join(moduleDir(go, name, kept.module), kept.file), path.join(workDir, kept.name));
    }
    rmSync(`${place}.failure`, { force: true });
    // Somebody else may have been quicker.
    if (!existsSync(place)) renameSync(workDir, place);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  return goProgram(name);
}

function moduleDir(go, name, module) {
  const args = ['list', '-m', '-f', '{{.Dir}}', module];
  const options = { cwd: path.join(sourcesDir, name), env: { ...process.env, ...env }, encoding: 'utf8' };
  return execFileSync(go, args, options).trim();
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.length > 2 ? process.argv.slice(2) : goProgramNames;
  try {
    for (const name of names) {
      const program = await buildGoProgram(name, { onProgress: (line) => process.stderr.write(`${line}\n`) });
      process.stdout.write(`${program}\n`);
    }
  } catch (error) {
    if (error.name !== 'SetupError') throw error;
    process.stderr.write(`${error.message}\n${error.remedy}\n`);
    process.exitCode = 1;
  }
}
