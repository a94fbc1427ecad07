import { boot } from './page-globals.ts';
import './page.css';
import type { AppPlugin } from '@grafana/data';
import { createRoot } from 'react-dom/client';
import { loadAmdModule } from './amd-loader.ts';
import { externals } from './externals.ts';
import { startGrafanaServices } from './grafana-services.ts';
import { HostApp } from './host-app.tsx';

/** Something before React failed, so say it without React. */
function showFailure(element: HTMLElement, error: unknown): void {
  const text = document.createElement('pre');
  text.textContent = `Meshprof's page could not start: ${error instanceof Error ? error.message : String(error)}`;
  element.replaceChildren(text);
}

async function start(element: HTMLElement): Promise<void> {
  await startGrafanaServices();
  const exports = await loadAmdModule(`/${boot.plugin.module}`, externals);
  const { plugin } = exports as { plugin: AppPlugin };
  plugin.meta = boot.plugin as unknown as AppPlugin['meta'];
  createRoot(element).render(<HostApp plugin={plugin} />);
}

const root = document.getElementById('root');
if (root) start(root).catch((error: unknown) => showFailure(root, error));
