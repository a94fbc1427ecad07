export { defaultStateDir } from './default-state-dir.ts';
export { secretsHelp, settingOptions } from './presentation.ts';
export { type Setting, type SettingsSchema, settingsOf } from './setting-table.ts';
export { withoutHeaderValues } from './without-header-values.ts';
