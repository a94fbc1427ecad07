import { type Loaded, loadSettings, type SettingSources } from '@meshprof/settings/load';
import {
  type ExperimentAgentConfig,
  experimentAgentConfigDefaults,
  ExperimentAgentConfigSchema,
} from './experiment-agent-config.ts';

/** The message has one sentence, and line, for each bad value. */
export function loadExperimentAgentConfig(sources: SettingSources): Loaded<ExperimentAgentConfig> {
  return loadSettings(ExperimentAgentConfigSchema, experimentAgentConfigDefaults(), sources);
}
