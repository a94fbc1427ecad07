import { compileSelector } from '@meshprof/contracts/selector-match';
import { type Loaded, loadSettings, type SettingSources } from '@meshprof/settings/load';
import { type AgentConfig, agentConfigDefaults, AgentConfigSchema } from './agent-config.ts';

/** The message has one sentence, and line, for each bad value. */
export function loadAgentConfig(sources: SettingSources): Loaded<AgentConfig> {
  const loaded = loadSettings(AgentConfigSchema, agentConfigDefaults(), sources);
  return loaded.ok ? checkSelectors(loaded.value) : loaded;
}

/** A schema cannot tell whether a pattern is a regular expression. */
function checkSelectors(config: AgentConfig): Loaded<AgentConfig> {
  const problems = (config.allowedSelectors ?? []).flatMap((selector, index) => {
    const compiled = compileSelector(selector);
    return compiled.ok ? [] : [`allowedSelectors.${index}.${compiled.label}: ${compiled.message}`];
  });
  return problems.length === 0 ? { ok: true, value: config } : { ok: false, message: problems.join('\n') };
}
