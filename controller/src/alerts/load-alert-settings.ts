import { type AlertSettings, AlertSettingsSchema, DEFAULT_ALERT_SETTINGS } from '@meshprof/contracts';
import { type Loaded, loadSettings } from '@meshprof/settings/load';

/** Reads `alertsFile`. Its keys replace those of the defaults, whole; without a file the defaults hold. */
export function loadAlertSettings(file: string | undefined): Loaded<AlertSettings> {
  return loadSettings(AlertSettingsSchema, DEFAULT_ALERT_SETTINGS, {
    flags: {},
    env: {},
    ...(file !== undefined && { file }),
  });
}
