import { type Loaded, loadSettings, type SettingSources } from '@meshprof/settings/load';
import { type AgentConfig, agentConfigDefaults, AgentConfigSchema } from './agent-config.ts';

/** The message has one sentence, and line, for each bad value. */
export function loadAgentConfig(sources: SettingSources): Loaded<AgentConfig> {
  return loadSettings(AgentConfigSchema, agentConfigDefaults(), sources);
}
