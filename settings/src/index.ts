export { defaultStateDir } from './default-state-dir.ts';
export { isHeaderName, isHeaderValue } from './header-rules.ts';
export { secretsHelp, settingOptions } from './presentation.ts';
export { schemaMessage } from './schema-message.ts';
export { type Setting, type SettingsSchema, settingsOf } from './setting-table.ts';
export { withoutHeaderValues } from './without-header-values.ts';
