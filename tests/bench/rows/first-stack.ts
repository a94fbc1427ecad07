import { mkdtempSync, rmSync, statSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { at } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { findOtelProfiler, timeToFirstSample } from '../anchors/otel-profiler.ts';
import { formatSpread } from '../statistics.ts';
import { envoyProgram, startEnvoyMesh } from '../subjects/envoy-mesh.ts';
import type { LoadedServer } from '../subjects/loaded-server.ts';
import { copyWithNewBuildId } from '../subjects/never-seen-binary.ts';
import { underLoad } from '../subjects/under-load.ts';
import type { TimedNames } from '../time-names.ts';

const RUNS = 3;
/** Longer than a session of time-names.ts. */
const LOAD_SECONDS = 10;
const OTEL_LOAD_SECONDS = 25;

/** From the request for a session to its first stack and to all names, for an Envoy that no cache knows, and again. */
export async function firstStack({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const runs = quick ? 1 : RUNS;
  const never: TimedNames[] = [];
  const known: TimedNames[] = [];
  let otel = '—';
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-bench-binary-'));
  const program = path.join(folder, 'envoy');
  try {
    for (let index = 1; index <= runs; index += 1) {
      copyWithNewBuildId(envoyProgram(), program);
      // Of this run alone, so that nobody else's index is found.
      const cache = path.join(folder, `cache-${index}`);
      const server = await startEnvoyMesh({ variant: 'HTTP/1', envoy: program });
      try {
        never.push(await timed(server, cache));
        known.push(await timed(server, cache));
        if (index === runs && !quick) otel = await otelText(server);
      } finally {
        await server.stop();
      }
      rmSync(program);
      say(`first stack: run ${index} of ${runs}`);
    }
    const megabytes = (statSync(envoyProgram()).size / 1e6).toFixed(0);
    return [
      row(`Never-seen Envoy of ${megabytes} MB under load`, never, otel),
      row('The same, known: another session, in a new process', known, '—'),
    ];
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function timed(server: LoadedServer, cache: string): Promise<TimedNames> {
  return underLoad(server, LOAD_SECONDS, async () => {
    const { code, stdout, stderr } = await run([
      process.execPath,
      at('tests', 'bench', 'time-names.ts'),
      String(server.pid),
      cache,
    ]);
    if (code !== 0) throw new Error(`time-names ended with ${code}: ${stderr}`);
    return JSON.parse(stdout) as TimedNames;
  });
}

function row(what: string, timings: readonly TimedNames[], anchors: string): BenchRow {
  const isKnown = what.includes('known:');
  const spread = (value: (timing: TimedNames) => number, digits = 0) => formatSpread(timings.map(value), digits);
  return {
    what: `${what}: request to first stack / to all names; CPU and memory for it`,
    goal: isKnown ? 'names ≤ 50 ms' : '≤ 200 ms / ≤ 1.5 s; ≤ 1 s, ≤ 100 MB',
    got: [
      `${spread(({ firstStackMs }) => firstStackMs)} ms / ${spread(({ allNamesMs }) => allNamesMs)} ms`,
      `${spread(({ cpuMs }) => cpuMs)} ms of CPU, ${spread(({ extraBytes }) => extraBytes / 1e6)} MB`,
      `${spread(({ namedFrames, frames }) => (namedFrames / frames) * 100)} % of the first frames named`,
    ].join('; '),
    anchors,
    how: `${timings.length} sessions in new processes; names of the stacks of the first 500 ms; memory with that of all helper processes, ended ones too; median (min–max)`,
  };
}

async function otelText(server: LoadedServer): Promise<string> {
  const found = await findOtelProfiler();
  if (!found.ok) return `OpenTelemetry eBPF profiler: “${found.error}”`;
  const seconds = await underLoad(server, OTEL_LOAD_SECONDS, () => timeToFirstSample(found.program, server.pid));
  const text =
    typeof seconds === 'number' ? `${seconds.toFixed(1)} s from its start to its first stack of it` : `“${seconds}”`;
  return `OpenTelemetry eBPF profiler: ${text} (no names: it leaves those to a server)`;
}
