import { useMemo } from 'react';
import { PROFILE_TYPES, type ProfileTypeId } from '@meshprof/contracts';
import { useUrlState } from '@shared/domain/use-url-state';
import type { ProfileRef } from '../../../routes';
import { costDifferences } from './cost-differences';
import { differentialFrame, type Measure } from './differential-frame';
import { mergeProfiles } from './merge-profiles';
import { rangeKeysOf, type SideName } from './side-keys';
import { pairWarnings } from './side-warnings';
import { useSide } from './use-side';

/** `view` is the flame graph's own key. */
export type CompareLayout = 'difference' | 'sides';

export function useComparePage() {
  const url = useUrlState();
  const type = PROFILE_TYPES.find(({ id }) => id === url.get('type')) ?? PROFILE_TYPES[0];
  const measure: Measure = url.get('measure') === 'amount' ? 'amount' : 'share';
  const layout: CompareLayout = url.get('layout') === 'sides' ? 'sides' : 'difference';
  const left = useSide('left', type);
  const right = useSide('right', type);
  const merged = useMemo(
    () => left.profile && right.profile && mergeProfiles(left.profile.tree, right.profile.tree),
    [left.profile, right.profile]
  );
  const frame = useMemo(
    () => (merged ? differentialFrame(merged, { measure, unit: type.grafanaUnit }) : undefined),
    [merged, measure, type.grafanaUnit]
  );
  const differences = useMemo(
    () => (left.sums && right.sums ? costDifferences(type.id, left.sums, right.sums) : undefined),
    [left.sums, right.sums, type.id]
  );

  return {
    data: {
      type,
      measure,
      layout,
      left,
      right,
      frame,
      differences,
      warnings: left.facts.hasData && right.facts.hasData ? pairWarnings(left.facts, right.facts) : [],
      hasDataSource: left.hasDataSource,
      hasSides: left.facts.labelSelector !== '' && right.facts.labelSelector !== '',
      /** Why the sides are what they are, if nobody chose them. */
      suggested: url.get('suggested'),
    },
    actions: {
      selectType: (id: ProfileTypeId) => url.set({ type: id }, { push: true }),
      selectMeasure: (next: Measure) => url.set({ measure: next === 'share' ? undefined : next }, { push: true }),
      selectLayout: (next: CompareLayout) =>
        url.set({ layout: next === 'difference' ? undefined : next }, { push: true }),
      setSide: (name: SideName, ref: ProfileRef) =>
        url.set({ ...sideParams(name, ref), suggested: undefined }, { push: true }),
      setSides: (sides: { left: ProfileRef; right: ProfileRef }) => {
        url.set(
          { ...sideParams('left', sides.left), ...sideParams('right', sides.right), suggested: undefined },
          { push: true }
        );
        left.range.actions.refresh();
        right.range.actions.refresh();
      },
      swap: () =>
        url.set(
          { ...sideParams('left', right.ref), ...sideParams('right', left.ref), suggested: undefined },
          { push: true }
        ),
      refresh: () => {
        for (const { range, refetch } of [left, right]) {
          range.actions.refresh();
          refetch();
        }
      },
    },
  };
}

export type ComparePageState = ReturnType<typeof useComparePage>;

function sideParams(name: SideName, { labelSelector, from, to }: ProfileRef): Record<string, string> {
  const { fromKey, toKey } = rangeKeysOf(name);
  return { [`${name}Selector`]: labelSelector, [fromKey]: from, [toKey]: to };
}
