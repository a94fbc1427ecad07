import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import type { CostCategoryId } from '@meshprof/contracts';
import { at } from '../../harness/project.ts';
import { run } from '../../harness/run.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { formatShareOf } from '../statistics.ts';
import { startEnvoyMesh } from '../subjects/envoy-mesh.ts';
import type { LoadedServer } from '../subjects/loaded-server.ts';
import { underLoad } from '../subjects/under-load.ts';

/** Samples enough that one in a thousand shows. */
const SECONDS = 20;
const FREQUENCY_HZ = 499;

interface Feature {
  readonly title: string;
  readonly isOf: (category: string) => boolean;
}

const FEATURES: readonly Feature[] = [
  { title: 'tracing', isOf: (category) => category.startsWith('tracing.') },
  { title: 'access log', isOf: (category) => category.startsWith('accesslog.') },
  { title: 'Lua', isOf: (category) => category === 'filter.lua' },
];

type Samples = Partial<Record<CostCategoryId, { samples: number }>>;

/** Categories of features in a profile of an Envoy that does not use them: all of it would be false. */
export async function costCategories({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const seconds = quick ? 1 : SECONDS;
  say('cost categories: features off, without the Lua filter');
  const off = await recorded('bare', seconds);
  say('cost categories: features on, with the Lua filter');
  const on = await recorded('Lua filter', seconds);
  return FEATURES.map(({ title, isOf }) => ({
    what: `Stock Envoy with ${title} off: share of CPU samples in its cost category`,
    goal: '≤ 0.1 %',
    got: `${shareText(off, isOf)}; with it on ${shareText(on, isOf)}`,
    how: `${seconds} s at ${FREQUENCY_HZ} Hz under full load, \`meshprof record --summary\`; share (95 % interval; samples)`,
  }));
}

function shareText(samples: Samples, isOf: (category: string) => boolean): string {
  const entries = Object.entries(samples).map(([category, { samples: count }]) => ({ category, count }));
  const sum = (chosen: typeof entries) => chosen.reduce((total, { count }) => total + count, 0);
  return formatShareOf(sum(entries.filter(({ category }) => isOf(category))), sum(entries), 2);
}

async function recorded(variant: 'bare' | 'Lua filter', seconds: number): Promise<Samples> {
  const server = await startEnvoyMesh({ variant });
  try {
    return await underLoad(server, seconds + 3, async () => {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      return record(server, seconds);
    });
  } finally {
    await server.stop();
  }
}

async function record({ pid }: LoadedServer, seconds: number): Promise<Samples> {
  const folder = mkdtempSync(path.join(os.tmpdir(), 'meshprof-bench-record-'));
  try {
    const summary = path.join(folder, 'summary.json');
    const what = ['--pid', String(pid), '--duration', `${seconds}s`, '--frequency', String(FREQUENCY_HZ)];
    const { code, stderr } = await run([
      ...[process.execPath, at('collector-agent', 'bin', 'meshprof.mjs'), 'record', ...what, '--events', 'on-cpu'],
      ...['--output', path.join(folder, 'p.otlp'), '--summary', summary],
    ]);
    if (code !== 0) throw new Error(`meshprof record: ${stderr}`);
    const { onCpu } = JSON.parse(readFileSync(summary, 'utf8')) as { onCpu: { byCostCategory: Samples } };
    return onCpu.byCostCategory;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}
