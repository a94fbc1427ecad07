import { type Browser, chromium, type Page } from '@playwright/test';
import { APP } from '../../harness/app-path.ts';
import { CHROMIUM_OPTIONS } from '../../harness/chromium-options.ts';
import { type RunningMeshprof, startMeshprof } from '../../harness/running-meshprof.ts';
import { waitFor } from '../../harness/wait-for.ts';
import type { BenchContext, BenchRow } from '../bench-row.ts';
import { formatSpread } from '../statistics.ts';
import { largeFlameGraph } from '../subjects/large-flame-graph.ts';

const RUNS = 7;
const NODES = 50_000;
/** The search waits for a pause in typing before it does anything. */
const SEARCH_SETTLES_MS = 1_500;
const HANG_LIMIT_MS = 60_000;

/** The app in Debian's Chromium and the host page: its first page, and a large flame graph. Nothing is cached. */
export async function appSpeed({ say, quick }: BenchContext): Promise<BenchRow[]> {
  const meshprof = await startMeshprof({ args: ['--no-demo'] });
  const browser = await chromium.launch(CHROMIUM_OPTIONS);
  try {
    const loads: FirstPage[] = [];
    const graphs: LargeGraph[] = [];
    for (let run = 0; run <= (quick ? 1 : RUNS); run += 1) {
      const load = await inNewPage(browser, (page) => firstPage(page, meshprof));
      const graph = await inNewPage(browser, (page) => largeGraph(page, meshprof));
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

interface FirstPage {
  /** Until the page around the app has drawn its frame: the part that Grafana itself has in a real stack. */
  readonly frameMs: number;
  /** Until the overview can be used. */
  readonly appMs: number;
}

interface LargeGraph {
  readonly paintedMs: number;
  readonly searchMs: number;
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

async function firstPage(page: Page, { url }: RunningMeshprof): Promise<FirstPage> {
  await noteWhenSeen(page, { frame: 'nav', app: 'main a[href$="/targets"]' });
  await page.goto(`${url}${APP}`);
  return { frameMs: await timeSeen(page, 'frame'), appMs: await timeSeen(page, 'app') };
}

async function largeGraph(page: Page, { url }: RunningMeshprof): Promise<LargeGraph> {
  const profile = JSON.stringify({ results: { A: { status: 200, frames: [largeFlameGraph(NODES)] } } });
  const nothing = JSON.stringify({ results: { A: { status: 200, frames: [] } } });
  await page.route('**/api/ds/query**', (route) => {
    const isProfile = route.request().postData()?.includes('"queryType":"profile"') === true;
    return route.fulfill({ contentType: 'application/json', body: isProfile ? profile : nothing });
  });
  await noteWhenSeen(page, { canvas: 'main canvas' });
  const selector = encodeURIComponent('{service_name="bench"}');
  await page.goto(`${url}${APP}/profile?type=on-cpu&selector=${selector}&from=now-1h&to=now`);
  const paintedAt = await timeSeen(page, 'canvas');
  const received = await page.evaluate<number>(
    `Math.min(...performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/ds/query')).map(({ responseEnd }) => responseEnd))`
  );
  return { paintedMs: paintedAt - received, searchMs: await searchMs(page) };
}

async function searchMs(page: Page): Promise<number> {
  await page.evaluate(
    `window.benchLongTasks = 0; new PerformanceObserver((list) => list.getEntries().forEach(({ duration }) => { window.benchLongTasks += duration; })).observe({ type: 'longtask' })`
  );
  await page.getByPlaceholder('Search...').fill('function_123');
  await page.waitForTimeout(SEARCH_SETTLES_MS);
  return page.evaluate<number>('window.benchLongTasks');
}

/** Notes the time after the beginning of navigation at which an element is there and a frame with it was drawn. */
async function noteWhenSeen(page: Page, selectors: Record<string, string>): Promise<void> {
  await page.addInitScript(`
    window.benchSeen = {};
    const look = () => {
      for (const [name, selector] of Object.entries(${JSON.stringify(selectors)})) {
        const element = name in window.benchSeen ? null : document.querySelector(selector);
        if (element && element.getBoundingClientRect().height > 0) {
          window.benchSeen[name] = undefined;
          requestAnimationFrame(() => setTimeout(() => { window.benchSeen[name] = performance.now(); }));
        }
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  `);
}

function timeSeen(page: Page, name: string): Promise<number> {
  return waitFor(() => page.evaluate<number | undefined>(`window.benchSeen[${JSON.stringify(name)}]`), {
    what: `the ${name}`,
    timeoutMs: HANG_LIMIT_MS,
  });
}
