import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { it } from 'node:test';
import { parse } from 'yaml';
import { DEMO_SCRAPE_INTERVAL } from './data-sources.ts';

it('the demo’s Prometheus scrapes as often as its data source says', () => {
  const file = new URL('../../../provisioning/demo/prometheus.yml', import.meta.url);
  const { global } = parse(readFileSync(file, 'utf8')) as { global: { scrape_interval: string } };
  assert.equal(global.scrape_interval, DEMO_SCRAPE_INTERVAL);
});
