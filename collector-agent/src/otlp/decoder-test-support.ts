import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * For tests: decoders that share no code with ours, in Python. `MESHPROF_PYTHON` names an interpreter with the PyPI
 * package opentelemetry-proto; set-up makes one in the cache folder.
 */
const cacheDir = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const python = process.env['MESHPROF_PYTHON'] ?? join(cacheDir, 'meshprof', 'venv', 'tools', 'bin', 'python3');
const decoders = fileURLToPath(new URL('../../../tests/decoders/', import.meta.url));

/** Why tests with these decoders must be skipped, or false. */
export const decoderMissing: string | false = existsSync(python) ? false : `no ${python}: run \`npm run setup\``;

export type DecoderName = 'otlp_to_json' | 'pprof_to_json';

/** JSON as protobuf maps it: 64-bit integers as strings, bytes in base64, fields under their proto names. */
export function decodeWith(decoder: DecoderName, bytes: Uint8Array): unknown {
  const run = spawnSync(python, [join(decoders, `${decoder}.py`)], { input: bytes, maxBuffer: 2 ** 28 });
  if (run.status !== 0) throw new Error(`${decoder} failed: ${run.stderr.toString()}`);
  return JSON.parse(run.stdout.toString());
}
