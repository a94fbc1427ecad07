import type { ProfileTypeId } from '@meshprof/contracts';
import type { UrlState } from '@shared/domain/use-url-state';
import { type DimensionId, dimensionsOf, isDimension } from './split-dimensions';

const KEY = 'by';

/** The dimension of the second table: the state's if the type has it, else the type's most telling one. */
export function dimensionIn({ get }: UrlState, typeId: ProfileTypeId): DimensionId {
  const chosen = get(KEY);
  const dimensions = dimensionsOf(typeId);
  return isDimension(chosen) && dimensions.includes(chosen) ? chosen : (dimensions[0] ?? 'thread');
}

export const chooseDimension = ({ set }: UrlState, id: DimensionId): void => set({ [KEY]: id });
