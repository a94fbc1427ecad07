import type { SavedProfile, SavedType } from '@shared/infrastructure/profile-files/saved-profile';
import type { UrlState } from '@shared/domain/use-url-state';
import { samplesOf } from './profile-facts';
import { filtersIn } from './profile-filters';
import { dimensionIn } from './split-choice';
import type { DimensionId } from './split-dimensions';
import { splitOf } from './split-rows';
import type { ShownSplit } from './use-split';

interface SavedQuery {
  saved: SavedProfile;
  type: SavedType;
  state: UrlState;
}

/** What a file answers to the state's filters, as a store would; undefined where they leave nothing. */
export function savedResult({ saved, type, state }: SavedQuery) {
  const filters = filtersIn(state);
  const loaded = type.profileOf(filters);
  const whole = type.profileOf({})?.content;
  if (!loaded || !whole) {
    return undefined;
  }
  const { subject, fromUnixMs, toUnixMs } = saved;
  const { typeId } = type;
  const splitIn = (dimension: DimensionId): ShownSplit | undefined => {
    const sums = type.sumsOf(filters, dimension);
    const samples = samplesOf(whole, {});
    const part = sums.reduce((total, { sum }) => total + sum, 0) / whole.total;
    const known = { switches: 0, summary: null, ...(samples !== undefined && { samples: Math.round(samples * part) }) };
    return typeId && sums.length > 0 ? { dimension, split: splitOf(dimension, typeId, sums, known) } : undefined;
  };
  const costs = splitIn('category');
  const other = typeId && splitIn(dimensionIn(state, typeId));
  return {
    type: { grafanaUnit: type.grafanaUnit, ...(typeId && { id: typeId }) },
    loaded,
    known: {},
    exported: {
      subject,
      type: typeId ?? type.sampleType.type,
      title: type.title,
      profileTypeId: '',
      sampleType: type.sampleType,
      grafanaUnit: type.grafanaUnit,
      labelSelector: '',
      fromUnixMs,
      toUnixMs,
    },
    ...(costs && other && { splits: { costs, other } }),
  };
}
