// Where the set-up reads and writes.
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));

/** Downloads and builds that a second clone can use again. */
export const cacheDir = path.join(process.env.XDG_CACHE_HOME || path.join(os.homedir(), '.cache'), 'meshprof');

export const logDir = path.join(cacheDir, 'logs');

export const nodeBin = path.join(projectRoot, 'node_modules', '.bin', 'node');

/** Python programs of the project: Envoy, the independent OTLP decoder, clang-format. */
export const pythonToolsDir = path.join(cacheDir, 'venv', 'tools');
