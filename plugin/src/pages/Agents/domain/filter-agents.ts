import type { Agent } from '@meshprof/contracts';

/** Agents with every word of the search in node, version, kernel, architecture or id. */
export function filterAgents(
  agents: readonly Agent[],
  { search, state }: { search: string; state?: Agent['state'] | undefined }
): Agent[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  return agents.filter((agent) => {
    const { node, version, kernel = '', architecture = '', id } = agent;
    const text = [node, version, kernel, architecture, id].join('\n').toLowerCase();
    return (state === undefined || agent.state === state) && words.every((word) => text.includes(word));
  });
}
