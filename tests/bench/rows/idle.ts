import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { at } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { startChild } from '../../../standalone/src/processes/child-process.ts';
import { freePorts } from '../../harness/free-ports.ts';

/** Kernel objects by kind, as descriptors of a process: ours are never pinned, so there is no other way to hold one. */
interface KernelObjects {
  readonly programs: number;
  readonly maps: number;
  readonly links: number;
  readonly events: number;
}

/** What an agent without a session holds in the kernel, and that bpftool sees no more than before it started. */
export async function idle({ say }: BenchContext): Promise<BenchRow[]> {
  say('idle agent');
  const before = await systemObjects();
  const stateDir = mkdtempSync(path.join(os.tmpdir(), 'meshprof-bench-agent-'));
  const [metricsPort, nobody] = await freePorts(2);
  const child = startChild({
    program: 'agent',
    file: process.execPath,
    args: [at('collector-agent', 'bin', 'meshprof.mjs'), 'agent', '--agent-metrics-port', String(metricsPort)].concat([
      ...['--controller-url', `http://127.0.0.1:${nobody}`, '--state-dir', stateDir],
      ...['--otlp-endpoint', `http://127.0.0.1:${nobody}`],
    ]),
    env: { MESHPROF_JOIN_TOKEN: 'bench' },
  });
  try {
    await waitFor(
      async () => {
        if (child.hasExited()) throw new Error(`the agent ended: ${(await child.exited).lastLines.join('\n')}`);
        const response = await fetch(`http://127.0.0.1:${metricsPort}/healthz`).catch(() => undefined);
        return response === undefined ? undefined : true;
      },
      { what: 'the agent' }
    );
    await sleep(1_000);
    const held = objectsOf(child.pid!);
    const during = await systemObjects();
    return [
      {
        what: 'Agent without a session: BPF programs, maps, links and perf events that it holds',
        goal: '0',
        got: `${held.programs} programs, ${held.maps} maps, ${held.links} links, ${held.events} events`,
        how: `descriptors of the agent; \`bpftool\` lists ${before} objects on the machine before and ${during} while it is idle`,
      },
    ];
  } finally {
    await child.stop();
    rmSync(stateDir, { recursive: true, force: true });
  }
}

function objectsOf(pid: number): KernelObjects {
  const targets = readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
    try {
      return [readlinkSync(`/proc/${pid}/fd/${fd}`)];
    } catch {
      return []; // Closed meanwhile.
    }
  });
  const number = (pattern: RegExp) => targets.filter((target) => pattern.test(target)).length;
  return {
    programs: number(/bpf-prog/),
    maps: number(/bpf-map/),
    links: number(/bpf[-_]link/),
    events: number(/perf_event/),
  };
}

async function systemObjects(): Promise<number> {
  const kinds = await Promise.all(['prog', 'map', 'link'].map((kind) => numberOf(kind)));
  return kinds.reduce((sum, number) => sum + number, 0);
}

/** bpftool walks ids and gives up when an object goes away between two steps: then it is asked again. */
function numberOf(kind: string): Promise<number> {
  return waitFor(
    async () => {
      const { code, stdout } = await run(['bpftool', '-j', kind, 'list']);
      const listed: unknown = code === 0 ? JSON.parse(stdout) : undefined;
      return Array.isArray(listed) ? listed.length : undefined;
    },
    { what: `bpftool ${kind} list` }
  );
}
