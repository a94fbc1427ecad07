import type { ProfileTypeId } from '@meshprof/contracts';
import type { ProfileDataSource } from '@shared/infrastructure/profile-query';
import { type Filters, narrowed } from './profile-filters';
import type { ProfileSource } from './profile-source';
import { type DimensionId, labelsToGroupBy } from './split-dimensions';
import { type Split, type SplitKnowledge, splitOf, totalOf } from './split-rows';
import { useLabelSums } from './use-label-sums';

/** What a table of parts shows; while it loads there is no `split` and no error. */
export interface ShownSplit {
  dimension: DimensionId;
  split?: Split;
  error?: unknown;
  retry?: () => void;
}

interface SplitQuery {
  dataSource: ProfileDataSource | undefined;
  source: ProfileSource;
  type: { id: ProfileTypeId; storedAs: string };
  dimension: DimensionId;
  filters: Filters;
  /** Of the whole; what holds of a part only is left out here. */
  known: SplitKnowledge;
  isEnabled: boolean;
}

/** One query answers for both, so that both tables of waits cost one. */
const BY_CATEGORY_AND_CLASS = ['cost_category', 'wait_class'];

const groupByOf = (dimension: DimensionId) =>
  dimension === 'category' || dimension === 'wait'
    ? BY_CATEGORY_AND_CLASS
    : [...labelsToGroupBy(dimension), 'wait_class'];

/** The parts of a profile in one dimension, of what the other dimensions' filters leave. */
export function useSplit({ dataSource, source, type, dimension, filters, known, isEnabled }: SplitQuery): ShownSplit {
  const common = { dataSource, profileTypeId: type.storedAs, isEnabled };
  const part = narrowed(source, filters, dimension);
  const isPart = part !== source;
  const sums = useLabelSums({ ...common, source: part, groupBy: groupByOf(dimension) });
  // It says how much of the whole the part is.
  const whole = useLabelSums({
    ...common,
    source,
    groupBy: BY_CATEGORY_AND_CLASS,
    isEnabled: isEnabled && isPart,
  });
  const failed = [sums, whole].find(({ isError }) => isError);
  if (failed) {
    return { dimension, error: failed.error, retry: () => void failed.refetch() };
  }
  if (!sums.data || (isPart && !whole.data)) {
    return { dimension };
  }
  const share = isPart && whole.data ? totalOf(sums.data) / totalOf(whole.data) : 1;
  const knownOfPart: SplitKnowledge = {
    ...(known.samples !== undefined && { samples: Math.round(known.samples * share) }),
    switches: known.switches,
    summary: isPart ? null : known.summary,
  };
  return { dimension, split: splitOf(dimension, type.id, sums.data, knownOfPart) };
}
