import { type Loaded, loadSettings, type SettingSources } from '@meshprof/settings/load';
import { type ControllerConfig, controllerConfigDefaults, ControllerConfigSchema } from './controller-config.ts';

/** The message has one sentence, and line, for each bad value. */
export function loadControllerConfig(sources: SettingSources): Loaded<ControllerConfig> {
  const loaded = loadSettings(ControllerConfigSchema, controllerConfigDefaults(), sources);
  return loaded.ok ? requireCredentials(loaded.value) : loaded;
}

function requireCredentials(config: ControllerConfig): Loaded<ControllerConfig> {
  if (config.secret !== undefined || config.token !== undefined) return { ok: true, value: config };
  return {
    ok: false,
    message:
      'nobody could use this controller: set token (MESHPROF_TOKEN) for the command line, secret (MESHPROF_SECRET) for Grafana, or both',
  };
}
