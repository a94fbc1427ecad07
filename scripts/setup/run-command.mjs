// Runs one command of the set-up with its output in a log file: shown only when the command fails.
import { spawn } from 'node:child_process';
import { closeSync, mkdirSync, openSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { SetupError } from './setup-error.mjs';
import { logDir } from './folders.mjs';

/**
 * @param {string[]} command program and arguments
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, logName: string, remedy: string }} options
 * @returns {Promise<void>} rejects with a SetupError that holds the last lines of output
 */
export async function runCommand(command, { cwd, env, logName, remedy }) {
  mkdirSync(logDir, { recursive: true });
  const logFile = path.join(logDir, `${logName}.log`);
  const log = openSync(logFile, 'w');
  const outcome = await new Promise((resolve) => {
    const child = spawn(command[0], command.slice(1), {
      cwd,
      env: { ...process.env, ...env },
      stdio: ['ignore', log, log],
    });
    child.on('error', (error) => resolve(error.message));
    child.on('exit', (code, signal) => resolve(code === 0 ? '' : `ended with ${signal ?? `code ${code}`}`));
  });
  closeSync(log);
  if (outcome === '') return;
  const lastLines = readFileSync(logFile, 'utf8').trimEnd().split('\n').slice(-15).join('\n');
  throw new SetupError(`\`${command.join(' ')}\` ${outcome}. Last lines (all in ${logFile}):\n${lastLines}`, remedy);
}
