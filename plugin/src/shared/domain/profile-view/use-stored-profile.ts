import type { ProfileType, TargetSummary } from '@meshprof/contracts';
import { useProfileDataSource } from '@shared/domain/use-profile-data-source';
import type { UrlState } from '@shared/domain/use-url-state';
import { chooseMaxNodes, maxNodesIn } from './max-nodes';
import { type ProfileKnowledge, samplesOf } from './profile-facts';
import { filtersIn, narrowed } from './profile-filters';
import type { ProfileSource } from './profile-source';
import { dimensionIn } from './split-choice';
import type { SplitKnowledge } from './split-rows';
import { storedExport } from './stored-export';
import { useProfileFrame } from './use-profile-frame';
import { useSplit } from './use-split';

export interface StoredProfileQuery {
  type: ProfileType;
  source: ProfileSource;
  subject: string;
  state: UrlState;
  dataSourceUid?: string;
  progress?: ProfileKnowledge['progress'];
  summary?: TargetSummary | null;
  arrivesUntilUnixMs?: number;
}

/** A profile of the store, narrowed down by the state's filters, and what it consists of. */
export function useStoredProfile(asked: StoredProfileQuery) {
  const { type, source, state, progress, summary = null } = asked;
  const dataSource = useProfileDataSource(asked.dataSourceUid);
  const filters = filtersIn(state);
  const shown = narrowed(source, filters);
  const isPart = shown !== source;
  const maxNodes = maxNodesIn(state);
  const { query, isArriving } = useProfileFrame({
    dataSource,
    source: shown,
    profileTypeId: type.storedAs,
    maxNodes,
    arrivesUntilUnixMs: asked.arrivesUntilUnixMs,
  });
  const loaded = query.data;
  const known: ProfileKnowledge = { progress, isPart };
  // Of the whole: what is counted of the part says nothing about the other rows of its table.
  const samples = progress?.samplesKept ?? (loaded && !isPart ? samplesOf(loaded.content, known) : undefined);
  const splitKnown: SplitKnowledge = {
    ...(samples !== undefined && { samples }),
    switches: progress?.switches ?? 0,
    summary,
  };
  const split = { dataSource, source, type, filters, known: splitKnown, isEnabled: Boolean(loaded) };
  const costs = useSplit({ ...split, dimension: 'category' });
  const other = useSplit({ ...split, dimension: dimensionIn(state, type.id) });
  const result = loaded && {
    type,
    loaded,
    isOld: query.isPlaceholderData,
    known,
    exported: storedExport(type, asked.subject, shown),
    splits: { costs, other },
    maxNodes: { value: maxNodes, onChange: (nodes: number) => chooseMaxNodes(state, nodes) },
  };
  return { query, dataSource, result, isArriving };
}
