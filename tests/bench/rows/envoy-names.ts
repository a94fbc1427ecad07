import { setTimeout as sleep } from 'node:timers/promises';
import type { Anchor } from '../anchors/anchor.ts';
import { offcputime } from '../anchors/offcputime.ts';
import { perfFramePointers } from '../anchors/perf.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { falselyNamed, type NameShares, nameShares, parseSymbolSizes } from '../name-shares.ts';
import type { ObservedFrame, ObservedStack } from '../observed-stack.ts';
import { observe } from '../session-observer.ts';
import { formatShareOf, formatShareOfTime } from '../statistics.ts';
import { startEnvoyMesh } from '../subjects/envoy-mesh.ts';
import { type EnvoyBuild, envoyBuilds } from '../subjects/envoy-versions.ts';
import type { LoadedServer } from '../subjects/loaded-server.ts';
import { underLoad } from '../subjects/under-load.ts';
import { run } from '../../harness/run.ts';

const FREQUENCY_HZ = 499;
const SECONDS = 10;
const ANCHOR_SECONDS = 3;
const ANCHORS: readonly Anchor[] = [offcputime, perfFramePointers];

/** What of a stock Envoy's profile has a name, without any symbols. */
export async function envoyNames({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const rows: BenchRow[] = [];
  for (const build of await envoyBuilds(quick ? [] : undefined)) {
    say(`names: Envoy ${build.version}`);
    const server = await startEnvoyMesh({ variant: 'HTTP/1', envoy: build.program });
    try {
      rows.push(await rowOf(build, server, quick));
    } finally {
      await server.stop();
    }
  }
  return rows;
}

async function rowOf({ version, program }: EnvoyBuild, server: LoadedServer, quick: boolean): Promise<BenchRow> {
  const seconds = quick ? 1 : SECONDS;
  const { onCpu = [] } = await underLoad(server, seconds, () =>
    observe({ pids: [server.pid], events: ['on-cpu'], frequencyHz: FREQUENCY_HZ, until: () => sleep(seconds * 1000) })
  );
  const anchors: string[] = [];
  for (const anchor of quick ? [] : ANCHORS) anchors.push(await anchorText(anchor, server, program));
  return {
    what: `Stock Envoy ${version}, on CPU: samples with a true class or source file / leaf-most Envoy frame / Envoy frames`,
    goal: '≥ 95 % / ≥ 60 % / ≥ 50 %',
    got: `${sharesText(nameShares(onCpu, program))}; ${sourcesText(onCpu, program)}`,
    anchors: anchors.join('; ') || '—',
    how: `${seconds} s at ${FREQUENCY_HZ} Hz, demo configuration under full load; functions in ≥ 90 % of samples not counted as telling; share (95 % interval; number)`,
  };
}

function sharesText({ samples, telling, leafNamed, frames, namedFrames }: NameShares): string {
  return [formatShareOf(telling, samples), formatShareOf(leafNamed, samples), formatShareOf(namedFrames, frames)].join(
    ' / '
  );
}

/** Named frames by what proved the name. */
function sourcesText(stacks: readonly ObservedStack[], module: string): string {
  const bySource = new Map<string, number>();
  let frames = 0;
  for (const { weight, frames: all } of stacks) {
    for (const { source = 'none' } of all.filter((frame: ObservedFrame) => frame.module === module)) {
      bySource.set(source, (bySource.get(source) ?? 0) + weight);
      frames += weight;
    }
  }
  const shares = [...bySource].sort(([, a], [, b]) => b - a);
  return `frames by proof: ${shares.map(([source, number]) => `${source} ${((number / frames) * 100).toFixed(1)} %`).join(', ')}`;
}

async function anchorText(anchor: Anchor, server: LoadedServer, program: string): Promise<string> {
  const asked = { pid: server.pid, seconds: ANCHOR_SECONDS, frequencyHz: FREQUENCY_HZ };
  const result = await underLoad(server, ANCHOR_SECONDS * 2, () => anchor.observe(asked));
  if (!result.ok) return `${anchor.name}: “${result.error}”`;
  const { code, stdout, stderr } = await run(['readelf', '-W', '--dyn-syms', program]);
  if (code !== 0) throw new Error(`readelf ${program}: ${stderr}`);
  const stacks = result.observation.onCpu ?? result.observation.offCpu ?? [];
  const { frames } = nameShares(stacks, program);
  const share = result.observation.isOffCpuByTime ? formatShareOfTime : formatShareOf;
  const { named, false: wrong } = falselyNamed(stacks, program, parseSymbolSizes(stdout));
  const falsely = named > 0 ? `, ${share(wrong, named)} of them another function's` : '';
  return `${anchor.name}: ${share(named, frames)} of Envoy frames named${falsely}`;
}
