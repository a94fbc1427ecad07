// Runs a child of the test run on the project's Node and tools.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { projectRoot, pythonToolsDir } from '../setup/folders.mjs';

const childEnv = {
  ...process.env,
  PATH: `${path.join(projectRoot, 'node_modules', '.bin')}:${process.env.PATH}`,
  MESHPROF_PYTHON: path.join(pythonToolsDir, 'bin', 'python3'),
};

/**
 * @param {string[]} command
 * @param {{ cwd?: string, quiet?: boolean, env?: Record<string, string> }} [options] quiet: output is collected instead of shown
 * @returns {Promise<{ code: number, output: string }>}
 */
export function runChild(command, { cwd = projectRoot, quiet = false, env = {} } = {}) {
  return new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), {
      cwd,
      env: { ...childEnv, ...env },
      stdio: ['ignore', quiet ? 'pipe' : 'inherit', quiet ? 'pipe' : 'inherit'],
    });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('error', (error) => resolve({ code: 127, output: error.message }));
    child.on('close', (code) => resolve({ code: code ?? 1, output }));
  });
}
