import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { PORTS, type PortName } from '@meshprof/contracts';
import { type ControllerApi, controllerApi } from './controller-api.ts';
import { freePortForEach } from './free-ports.ts';
import { at, projectRoot } from './project.ts';
import { waitFor } from './wait-for.ts';

export interface RunningMeshprof {
  readonly process: ChildProcess;
  readonly ports: Record<PortName, number>;
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly token: string;
  readonly stateDir: string;
  /** Everything printed so far. */
  readonly output: () => string;
  /** With the local token. */
  readonly api: ControllerApi;
  /** Ctrl-C; resolves with the exit code when all has ended. Removes the state folder. */
  readonly stop: () => Promise<number | null>;
}

export interface StartOptions {
  readonly args?: readonly string[];
  readonly stateDir?: string;
  /** As users start it: the demo's Envoy is profiled all the time. Default no, so that tests see their own tasks only. */
  readonly demoProfiling?: boolean;
  readonly ports?: Partial<Record<PortName, number>>;
  /** Command that runs the program as somebody else. */
  readonly as?: readonly string[];
}

/** Starts what `npm start` runs after its set-up, on free ports and in a folder of its own. */
export async function startMeshprof({ args = [], as = [], ...options }: StartOptions = {}): Promise<RunningMeshprof> {
  const ports = { ...(await freePortForEach()), ...options.ports };
  const stateDir = options.stateDir ?? mkdtempSync(path.join(os.tmpdir(), 'meshprof-state-'));
  const portArgs = Object.entries(PORTS).flatMap(([name, { option }]) => [option, String(ports[name as PortName])]);
  const [program, ...rest] = [
    ...as,
    process.execPath,
    at('standalone', 'src', 'main.ts'),
    '--state-dir',
    stateDir,
    ...portArgs,
    ...(options.demoProfiling === true ? [] : ['--no-demo-profiling']),
    ...args,
  ];
  const child = spawn(program!, rest, { cwd: projectRoot, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => (output += text));
  }
  const url = `http://127.0.0.1:${ports.http}`;
  await waitFor(
    () => {
      if (child.exitCode !== null) throw new Error(`Meshprof ended with ${child.exitCode}:\n${output}`);
      return output.includes(`open ${url}/`) ? true : undefined;
    },
    { what: `"open ${url}/" in:\n${output}`, timeoutMs: 120_000 }
  );
  const token = readFileSync(path.join(stateDir, 'token'), 'utf8').trim();
  const api = controllerApi(url, token);
  const stop = async (): Promise<number | null> => {
    if (child.exitCode === null) {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGINT');
      await ended;
    }
    if (options.stateDir === undefined) rmSync(stateDir, { recursive: true, force: true });
    return child.exitCode;
  };
  return { process: child, ports, url, token, stateDir, output: () => output, api, stop };
}
