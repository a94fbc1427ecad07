// Builds the Collector of builder-config.yaml with the Collector's own builder, once for each manifest, and prints the
// path of its program. From Go modules only: Go on the PATH if it is new enough, else a pinned one from PyPI. The checksums
// of all modules, the builder's own too, are kept here (builder/go.sum, collector.go.sum).
//
// Usage: node provisioning/collector/build-collector.mjs [--update-sums]
//   --update-sums: after a change of builder-config.yaml; builds again and writes collector.go.sum
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../../scripts/setup/folders.mjs';
import { runCommand } from '../../scripts/setup/run-command.mjs';
import { SetupError } from '../../scripts/setup/setup-error.mjs';
import { findGo } from './find-go.mjs';

const manifestFile = fileURLToPath(new URL('./builder-config.yaml', import.meta.url));
const sumsFile = fileURLToPath(new URL('./collector.go.sum', import.meta.url));
const builderDir = fileURLToPath(new URL('./builder', import.meta.url));
const programName = 'otelcol-meshprof';
const builderModule = 'go.opentelemetry.io/collector/cmd/builder';
const builderVersion = 'v0.160.0';
const remedy = 'Check that a Go module proxy can be reached (go env GOPROXY), then run the same command again.';

/** Where the program of the present manifest is, or will be. */
export function collectorProgram() {
  const hash = createHash('sha256').update(readFileSync(manifestFile)).digest('hex').slice(0, 12);
  return path.join(cacheDir, 'collector', `${builderVersion.slice(1)}-${hash}`, programName);
}

/**
 * @param {{ onProgress?: (line: string) => void, updateSums?: boolean }} [options]
 * @returns {Promise<string>} path of the program; rejects with a SetupError that says what to do
 */
export async function buildCollector({ onProgress = () => undefined, updateSums = false } = {}) {
  const program = collectorProgram();
  if (existsSync(program) && !updateSums) return program;
  const go = await findGo({ onProgress });
  onProgress(`Building the Collector ${builderVersion} with ${go} (some minutes the first time)`);

  mkdirSync(path.dirname(program), { recursive: true });
  const workDir = mkdtempSync(path.join(path.dirname(program), 'building-'));
  try {
    await generateAndCompile(go, workDir);
    const sums = path.join(workDir, 'build', 'go.sum');
    if (updateSums) copyFileSync(sums, sumsFile);
    else requireKnown(sums);
    renameSync(path.join(workDir, 'build', programName), program);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  return program;
}

async function generateAndCompile(go, workDir) {
  // GOTOOLCHAIN: no second Go behind our back.
  const env = { GOTOOLCHAIN: 'local' };
  const builder = path.join(workDir, 'builder');
  await runCommand([go, 'build', '-o', builder, builderModule], {
    cwd: builderDir,
    env: { ...env, GOFLAGS: '-mod=readonly -buildvcs=false' },
    logName: 'collector-builder',
    remedy,
  });
  copyFileSync(manifestFile, path.join(workDir, 'builder-config.yaml'));
  mkdirSync(path.join(workDir, 'build'));
  // Go compares what it gets with the sums that are there.
  if (existsSync(sumsFile)) copyFileSync(sumsFile, path.join(workDir, 'build', 'go.sum'));
  await runCommand([builder, '--config=builder-config.yaml'], {
    cwd: workDir,
    // The builder runs `go` itself, so the chosen one goes first.
    env: {
      ...env,
      PATH: `${path.dirname(go)}${path.delimiter}${process.env.PATH}`,
      GOFLAGS: '-mod=mod -buildvcs=false',
    },
    logName: 'collector',
    remedy,
  });
}

/** A module whose sum nobody has looked at yet would have been added. */
function requireKnown(file) {
  const known = new Set(readFileSync(sumsFile, 'utf8').split('\n'));
  const added = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => !known.has(line));
  if (added.length === 0) return;
  throw new SetupError(
    `The Collector is made of modules without a checksum in collector.go.sum: ${added.slice(0, 3).join(', ')}.`,
    'After a change of builder-config.yaml: node provisioning/collector/build-collector.mjs --update-sums'
  );
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const program = await buildCollector({
      onProgress: (line) => process.stderr.write(`${line}\n`),
      updateSums: process.argv.includes('--update-sums'),
    });
    process.stdout.write(`${program}\n`);
  } catch (error) {
    if (error.name !== 'SetupError') throw error;
    process.stderr.write(`${error.message}\n${error.remedy}\n`);
    process.exitCode = 1;
  }
}
