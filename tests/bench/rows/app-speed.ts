import { type Browser, chromium, type Page } from '@playwright/test';
import { CHROMIUM_OPTIONS } from '../../harness/chromium-options.ts';
import { startMeshprof } from '../../harness/running-meshprof.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { formatSpread } from '../statistics.ts';
import { firstPage, type FirstPage, largeGraph, type LargeGraph, NODES } from '../subjects/app-in-browser.ts';

const RUNS = 7;

/** The app in Debian's Chromium and the host page: its first page, and a large flame graph. Nothing is cached. */
export async function appSpeed({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const meshprof = await startMeshprof({ args: ['--no-demo'] });
  const browser = await chromium.launch(CHROMIUM_OPTIONS);
  try {
    const loads: FirstPage[] = [];
    const graphs: LargeGraph[] = [];
    for (let run = 0; run <= (quick ? 1 : RUNS); run += 1) {
      const load = await inNewPage(browser, (page) => firstPage(page, meshprof.url));
      const graph = await inNewPage(browser, (page) => largeGraph(page, meshprof.url));
      say(`app, run ${run}: first page ${load.appMs.toFixed(0)} ms, ${NODES} nodes ${graph.paintedMs.toFixed(0)} ms`);
      // The first one reads the files from disk.
      if (run > 0) {
        loads.push(load);
        graphs.push(graph);
      }
    }
    return rowsOf(loads, graphs);
  } finally {
    await browser.close();
    await meshprof.stop();
  }
}

function rowsOf(loads: readonly FirstPage[], graphs: readonly LargeGraph[]): BenchRow[] {
  const how = `${loads.length} loads in new browser contexts, on the machine that also serves them; median (min–max)`;
  const ratios = loads.map(({ appMs, frameMs }) => appMs / frameMs);
  return [
    {
      what: 'First page of the app until it can be used, from the beginning of navigation',
      goal: '≤ 1.5 s',
      got: `${formatSpread(loads.map(({ appMs }) => appMs / 1000))} s; ×${formatSpread(ratios)} of the page around it`,
      anchors: `frame of the host page alone: ${formatSpread(loads.map(({ frameMs }) => frameMs / 1000))} s`,
      how,
    },
    {
      what: `Flame graph of ${NODES.toLocaleString('en-US')} nodes: data received → first painted`,
      goal: '≤ 700 ms',
      got: `${formatSpread(
        graphs.map(({ paintedMs }) => paintedMs),
        0
      )} ms`,
      how,
    },
    {
      what: 'Search in that flame graph: how long it holds up the page',
      goal: '≤ 100 ms',
      got: `${formatSpread(
        graphs.map(({ searchMs }) => searchMs),
        0
      )} ms`,
      how: `${how}; sum of the browser's long tasks (those above 50 ms) after a word was typed`,
    },
  ];
}

async function inNewPage<T>(browser: Browser, work: (page: Page) => Promise<T>): Promise<T> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  try {
    return await work(await context.newPage());
  } finally {
    await context.close();
  }
}
