// Builds a real kube-apiserver and a real istiod from Go modules, once for each pair of go.mod files, and prints the
// folder of the programs and of Istio's CRDs. Four minutes each on two cores; a second clone finds them in the cache.
//
// Usage: node tests/istio/control-plane/build-control-plane.mjs
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
} from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { findGo } from '../../../provisioning/collector/find-go.mjs';
import { cacheDir } from '../../../scripts/setup/folders.mjs';
import { runCommand } from '../../../scripts/setup/run-command.mjs';

const sourceDir = fileURLToPath(new URL('.', import.meta.url));
const programs = ['kube-apiserver', 'istiod'];
const crdsFile = 'istio-crds.yaml';
const crdsInModule = path.join('manifests', 'charts', 'base', 'files', 'crd-all.gen.yaml');

/** Where the programs of the present sources are, or will be. */
export function controlPlaneDir() {
  const hash = createHash('sha256');
  for (const program of programs) {
    const folder = path.join(sourceDir, program);
    for (const name of readdirSync(folder).sort()) hash.update(readFileSync(path.join(folder, name)));
  }
  return path.join(cacheDir, 'istio', hash.digest('hex').slice(0, 12));
}

export const controlPlaneFiles = (folder = controlPlaneDir()) => ({
  kubeApiserver: path.join(folder, 'kube-apiserver'),
  istiod: path.join(folder, 'istiod'),
  crds: path.join(folder, crdsFile),
});

/**
 * For the set-up: a machine without Go, and without PyPI to get it from, skips the tests that need these programs. A
 * build that fails is a failure.
 */
export async function buildControlPlaneWhereGoIs() {
  const go = await findGo().catch(() => undefined);
  if (go !== undefined) await buildControlPlane();
}

/**
 * @param {{ onProgress?: (line: string) => void }} [options]
 * @returns {Promise<string>} folder; rejects with a SetupError that says what to do
 */
export async function buildControlPlane({ onProgress = () => undefined } = {}) {
  const folder = controlPlaneDir();
  if (existsSync(folder)) return folder;
  const go = await findGo({ onProgress });
  mkdirSync(path.dirname(folder), { recursive: true });
  const workDir = mkdtempSync(path.join(path.dirname(folder), 'building-'));
  // GOTOOLCHAIN: no second Go behind our back.
  const env = { GOTOOLCHAIN: 'local', GOFLAGS: '-mod=readonly -buildvcs=false' };
  try {
    for (const program of programs) {
      onProgress(`Building ${program} with ${go} (some minutes the first time)`);
      await runCommand([go, 'build', '-trimpath', '-ldflags', '-s -w', '-o', path.join(workDir, program), '.'], {
        cwd: path.join(sourceDir, program),
        env,
        logName: program,
        remedy: 'Check that a Go module proxy can be reached (go env GOPROXY), then run the same command again.',
      });
    }
    const module = execFileSync(go, ['list', '-m', '-f', '{{.Dir}}', 'istio.io/istio'], {
      cwd: path.join(sourceDir, 'istiod'),
      env: { ...process.env, ...env },
      encoding: 'utf8',
    });
    copyFileSync(path.join(module.trim(), crdsInModule), path.join(workDir, crdsFile));
    renameSync(workDir, folder);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  return folder;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const folder = await buildControlPlane({ onProgress: (line) => process.stderr.write(`${line}\n`) });
    process.stdout.write(`${folder}\n`);
  } catch (error) {
    if (error.name !== 'SetupError') throw error;
    process.stderr.write(`${error.message}\n${error.remedy}\n`);
    process.exitCode = 1;
  }
}
