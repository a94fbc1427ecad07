/**
 * Sets the globals that Grafana's libraries read while they load. Import it before any of them: modules run in the
 * order of their imports.
 */
import type { BootData } from '../boot-data.ts';
import { chosenLanguage } from './language-choice.ts';
import { chosenTheme } from './theme-choice.ts';

declare global {
  interface Window {
    grafanaBootData: unknown;
    __grafana_public_path__: string;
  }
}

function readBootData(): BootData {
  const text = document.getElementById('boot-data')?.textContent;
  if (!text) throw new Error('The page has no boot data');
  return JSON.parse(text) as BootData;
}

export const boot: BootData = readBootData();

export const language = chosenLanguage(Object.keys(boot.plugin.translations));

window.__grafana_public_path__ = '/public/';
window.grafanaBootData = {
  settings: {
    appUrl: `${window.location.origin}/`,
    appSubUrl: '',
    buildInfo: { version: '13.0.1', commit: '', env: 'production', edition: 'Open Source' },
    datasources: Object.fromEntries(boot.dataSources.map((source) => [source.name, source])),
    defaultDatasource: boot.dataSources.find(({ isDefault }) => isDefault)?.name,
    featureToggles: {},
    minRefreshInterval: '1s',
  },
  user: { ...boot.user, language, theme: chosenTheme(boot.theme), lightTheme: chosenTheme(boot.theme) === 'light' },
  navTree: [],
  assets: { light: '', dark: '' },
};
