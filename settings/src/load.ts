export { configText } from './config-text.ts';
export { type Loaded, loadSettings, type SettingSources } from './load-settings.ts';
