import { useMemo } from 'react';
import { type ListedTarget, writeSelectorText } from '@meshprof/contracts';
import { useTargets } from '@shared/domain/use-targets';

const MAX_SUGGESTIONS = 5;

export interface SelectorSuggestion {
  text: string;
  /** Profilable processes that it matches. */
  count: number;
}

/**
 * Selectors to begin with: the roles of the mesh that there are, and the services with the most processes. None where
 * there is a selector already: a large list of processes is not asked for to be thrown away.
 */
export function useSelectorSuggestions(written: string): SelectorSuggestion[] {
  const areWanted = written.trim() === '';
  const { data } = useTargets({}, { isLive: false, enabled: areWanted });
  return useMemo(() => (areWanted ? suggestSelectors(data?.items ?? []) : []), [areWanted, data]);
}

export function suggestSelectors(targets: readonly ListedTarget[]): SelectorSuggestion[] {
  const profilable = targets.filter(({ verdict }) => verdict === 'profilable');
  const inMesh = profilable.filter(({ role }) => role !== 'host-process');
  const roles = counted(inMesh.map(({ role }) => writeSelectorText({ role })));
  const services = counted(inMesh.map(({ service }) => writeSelectorText({ 'service.name': service })));
  return [...roles, ...services].slice(0, MAX_SUGGESTIONS);
}

function counted(texts: string[]): SelectorSuggestion[] {
  const counts = new Map<string, number>();
  for (const text of texts) {
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [...counts].map(([text, count]) => ({ text, count })).sort((a, b) => b.count - a.count);
}
