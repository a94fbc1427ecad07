export { configText } from './config-text.ts';
export { type Loaded, loadSettings, type SettingSources } from './load-settings.ts';
export { type ParsedYaml, parseYaml } from './parse-yaml.ts';
