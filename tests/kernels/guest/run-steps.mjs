// Inside a guest: runs the steps of /job.json one after another and writes each one's result as a line of JSON to the
// second serial line, where no kernel message comes between. Nothing but Node is there.
import { spawn, spawnSync } from 'node:child_process';
import { existsSync, openSync, readFileSync, writeSync } from 'node:fs';
import { once } from 'node:events';
import os from 'node:os';
import { performance } from 'node:perf_hooks';

const MARK = '@@meshprof ';
const line = openSync(existsSync('/dev/ttyS1') ? '/dev/ttyS1' : '/dev/ttyAMA1', 'w');
const { steps } = JSON.parse(readFileSync('/job.json', 'utf8'));

/** @param {object} result */
function tell(result) {
  // A line may take less than it is given.
  let rest = Buffer.from(`${MARK}${JSON.stringify(result)}\n`);
  while (rest.length > 0) rest = rest.subarray(writeSync(line, rest));
}

/** A program that waits beside a step, to be looked at: it must say `{"ready":true,"pid":N}`. */
async function startBeside(command) {
  const child = spawn(command[0], command.slice(1), { stdio: ['pipe', 'pipe', 'inherit'] });
  const [text] = await once(child.stdout, 'data');
  return { child, pid: JSON.parse(text).pid };
}

async function runStep({ name, command, beside, files = [], env = {}, timeoutMs }) {
  const waiting = beside && (await startBeside(beside));
  const words = command.map((word) => (word === '{pid}' ? String(waiting?.pid) : word));
  const startMs = performance.now();
  const { status, signal, stdout, stderr, error } = spawnSync(words[0], words.slice(1), {
    encoding: 'utf8',
    timeout: timeoutMs,
    maxBuffer: 64 << 20,
    env: { ...process.env, ...env },
  });
  waiting?.child.kill();
  const contents = Object.fromEntries(
    files.filter((file) => existsSync(file)).map((file) => [file, readFileSync(file, 'utf8')])
  );
  const seconds = Math.round(performance.now() - startMs) / 1000;
  return {
    step: name,
    status,
    signal,
    stdout,
    stderr: error ? `${stderr}${error.message}` : stderr,
    seconds,
    files: contents,
  };
}

tell({ kernel: os.release(), version: os.version(), architecture: os.arch() });
for (const step of steps) tell(await runStep(step));
tell({ end: true });
