/** What every page must be, whatever it shows. */
import AxeBuilder from '@axe-core/playwright';
import { expect, type Page } from '@playwright/test';
import { testIds } from '../../plugin/src/test-ids.ts';
import { waitUntilReady } from './app-pages.ts';

const NARROW = { width: 400, height: 800 };

export async function expectAccessible(page: Page, theme: string): Promise<void> {
  // The flame graph's package draws its toolbar and table by itself, and Grafana's legend names its labels; what they
  // lack is not ours to mend.
  const { violations } = await new AxeBuilder({ page })
    .include('main')
    .exclude(`[data-testid="${testIds.profile.flameGraph}"]`)
    .exclude('[class*="LegendLabel"]')
    .analyze();
  const grave = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  const said = grave.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join('\n  ')}`);
  expect(said, `findings of axe (${theme})`).toEqual([]);
}

export async function expectNoSidewaysScroll(page: Page): Promise<void> {
  const before = page.viewportSize()!;
  await page.setViewportSize(NARROW);
  await waitUntilReady(page);
  const width = await page.evaluate<number>('document.documentElement.scrollWidth');
  expect(width, `width of the page on a screen of ${NARROW.width} px`).toBeLessThanOrEqual(NARROW.width);
  await page.setViewportSize(before);
}
