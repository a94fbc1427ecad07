import type { Page } from '@playwright/test';
import { APP } from '../../harness/app-path.ts';
import { waitFor } from '../../harness/wait-for.ts';
import { largeFlameGraph } from './large-flame-graph.ts';

export const NODES = 50_000;
/** The search waits for a pause in typing before it does anything. */
const SEARCH_SETTLES_MS = 1_500;
const HANG_LIMIT_MS = 60_000;

export interface FirstPage {
  /** Until the page around the app has drawn its frame: the part that Grafana itself has in a real stack. */
  readonly frameMs: number;
  /** Until the overview can be used. */
  readonly appMs: number;
}

export interface LargeGraph {
  /** As in FirstPage: a reference for the speed of this machine. */
  readonly frameMs: number;
  readonly paintedMs: number;
  readonly searchMs: number;
}

/** Loads the overview of the product at `url` in a page that has loaded nothing yet. */
export async function firstPage(page: Page, url: string): Promise<FirstPage> {
  await noteWhenSeen(page, { frame: 'nav', app: 'main a[href$="/targets"]' });
  await page.goto(`${url}${APP}`);
  return { frameMs: await timeSeen(page, 'frame'), appMs: await timeSeen(page, 'app') };
}

/** Loads the page of a profile of NODES nodes, which stands in for the store's answer. */
export async function largeGraph(page: Page, url: string): Promise<LargeGraph> {
  const profile = JSON.stringify({ results: { A: { status: 200, frames: [largeFlameGraph(NODES)] } } });
  const nothing = JSON.stringify({ results: { A: { status: 200, frames: [] } } });
  await page.route('**/api/ds/query**', (route) => {
    const isProfile = route.request().postData()?.includes('"queryType":"profile"') === true;
    return route.fulfill({ contentType: 'application/json', body: isProfile ? profile : nothing });
  });
  await noteWhenSeen(page, { frame: 'nav', canvas: 'main canvas' });
  const selector = encodeURIComponent('{service_name="bench"}');
  await page.goto(`${url}${APP}/profile?type=on-cpu&selector=${selector}&from=now-1h&to=now`);
  const frameMs = await timeSeen(page, 'frame');
  const paintedAt = await timeSeen(page, 'canvas');
  const received = await page.evaluate<number>(
    `Math.min(...performance.getEntriesByType('resource').filter(({ name }) => name.includes('/api/ds/query')).map(({ responseEnd }) => responseEnd))`
  );
  return { frameMs, paintedMs: paintedAt - received, searchMs: await searchMs(page) };
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
