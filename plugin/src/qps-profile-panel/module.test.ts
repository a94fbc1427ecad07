import { existsSync, readdirSync, readFileSync } from 'fs';
import { join } from 'path';
import { PanelPlugin, standardEditorsRegistry } from '@grafana/data';
import pluginJson from './plugin.json';
import { DEFAULT_OPTIONS } from './domain/panel-options';

/** Grafana's front end registers its editors at its start. */
const EDITORS = ['radio', 'slider', 'select', 'boolean', 'text', 'number', 'multi-select', 'stats-picker'];

beforeAll(() =>
  standardEditorsRegistry.setInit(() => EDITORS.map((id) => ({ id, name: id, description: '', editor: () => null })))
);

it('has the pictures it names', () => {
  expect(existsSync(join(__dirname, pluginJson.info.logos.small))).toBe(true);
});

it('is a panel with options of its own', async () => {
  const { plugin } = await import('./module');
  expect(plugin).toBeInstanceOf(PanelPlugin);
  expect(plugin.panel).toBeDefined();
  expect(plugin.defaults).toMatchObject(DEFAULT_OPTIONS);
});

it('loads nothing later, since Grafana would look for it in the wrong folder', () => {
  const sources = readdirSync(__dirname, { recursive: true, encoding: 'utf8' }).filter(
    (file) => /\.tsx?$/.test(file) && !/\.test\./.test(file)
  );
  const lazy = sources.filter((file) => /\bimport\(/.test(readFileSync(join(__dirname, file), 'utf8')));
  expect(sources.length).toBeGreaterThan(10);
  expect(lazy).toEqual([]);
});
