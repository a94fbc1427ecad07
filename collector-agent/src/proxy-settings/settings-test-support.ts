/** What tests ask of read settings. */
import assert from 'node:assert/strict';
import { type ProxySetting, type ProxySettings, ProxySettingsSchema } from '@meshprof/contracts';
import { Value } from 'typebox/value';

export function rowsOf({ settings }: ProxySettings, settingId: string): ProxySetting[] {
  return settings.filter((row) => row.settingId === settingId);
}

export const valuesOf = (settings: ProxySettings, settingId: string) =>
  rowsOf(settings, settingId).map(({ value }) => value);

/** Within all limits, as a controller checks. */
export function assertValid(settings: ProxySettings | undefined): asserts settings is ProxySettings {
  assert.ok(settings !== undefined);
  assert.ok(Value.Check(ProxySettingsSchema, settings), JSON.stringify(Value.Errors(ProxySettingsSchema, settings)[0]));
}
