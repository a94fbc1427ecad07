import { arch, release } from 'node:os';
import { type AgentFacts, type AgentLimits, EVENTS } from '@meshprof/contracts';
import { VERSION } from '../cli/version.ts';
import type { AgentConfig } from '../config/agent-config.ts';
import { missingCapabilities, ownCapabilities } from '../discovery/capabilities.ts';
import { allRequirements } from '../requirements/all-requirements.ts';

/** Events that this process has the rights to sample. */
export function ownEvents(): string[] {
  return missingCapabilities(ownCapabilities()).length === 0 ? [...EVENTS] : [];
}

/** What the agent says about itself and its node. Asks the kernel, so not for every heartbeat. */
export function agentFacts(config: AgentConfig): AgentFacts {
  return {
    node: config.node,
    version: VERSION,
    capabilities: ownEvents(),
    kernel: release().slice(0, 128),
    architecture: arch(),
    requirements: allRequirements().map(({ id, met, needed, remedy }) => ({
      id,
      met,
      needed,
      remedy: remedy.slice(0, 1_000),
    })),
    limits: agentLimits(config),
  };
}

export function agentLimits(config: AgentConfig): AgentLimits {
  const { maxSessions, maxCpuCores, maxRssBytes, maxFrequencyHz, maxDurationMs } = config;
  const { allowedEvents, allowedSelectors } = config;
  return {
    ...{ maxSessions, maxCpuCores, maxRssBytes, maxFrequencyHz, maxDurationMs, allowedEvents },
    ...(allowedSelectors !== undefined && { allowedSelectors }),
  };
}
