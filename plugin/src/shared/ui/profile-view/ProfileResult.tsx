import React, { type ReactNode, useRef } from 'react';
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { useStyles2 } from '@grafana/ui';
import type { ProfileTypeId } from '@meshprof/contracts';
import type { LoadedProfile } from '@shared/domain/profile-view/profile-content';
import { type ProfileKnowledge, profileFacts } from '@shared/domain/profile-view/profile-facts';
import { filtersIn, toggleFilter } from '@shared/domain/profile-view/profile-filters';
import { profileWarnings } from '@shared/domain/profile-view/profile-warnings';
import { type DimensionId, dimensionsOf } from '@shared/domain/profile-view/split-dimensions';
import type { SplitRow } from '@shared/domain/profile-view/split-rows';
import { chooseDimension } from '@shared/domain/profile-view/split-choice';
import type { ExportedProfile } from '@shared/domain/profile-view/encode-profile';
import type { ShownSplit } from '@shared/domain/profile-view/use-split';
import type { UrlState } from '@shared/domain/use-url-state';
import type { Column } from '@shared/ui/DataTable';
import { testIds } from '../../../test-ids';
import { AnswerLine } from './AnswerLine';
import { FilterChips } from './FilterChips';
import { LazyProfileGraph } from './LazyProfileGraph';
import { NameProvenance } from './NameProvenance';
import { ProfileFacts } from './ProfileFacts';
import { ProfileSplits } from './ProfileSplits';
import { ProfileToolbar, type ToolbarParts } from './ProfileToolbar';
import { ProfileWarnings } from './ProfileWarnings';
import { StackedShares } from './StackedShares';

interface Props extends Omit<ToolbarParts, 'graphRef'> {
  type: { id?: ProfileTypeId; grafanaUnit: string };
  loaded: LoadedProfile;
  /** Another profile is on its way to replace it. */
  isOld?: boolean;
  known: ProfileKnowledge;
  exported: Omit<ExportedProfile, 'frame'>;
  /** Absent of a profile without labels. */
  splits?: { costs: ShownSplit; other: ShownSplit };
  state: UrlState;
  /** Between warnings and tables. */
  notes?: ReactNode;
  categoryColumns?: Array<Column<SplitRow>>;
}

/** One profile in full: the answer, what it consists of, how far to trust it, and the flame graph. */
export function ProfileResult({
  type,
  loaded,
  isOld,
  known,
  splits,
  state,
  notes,
  categoryColumns,
  ...toolbar
}: Props) {
  const styles = useStyles2(getStyles);
  const graphRef = useRef<HTMLDivElement>(null);
  const { frame, content } = loaded;
  const filters = filtersIn(state);
  const onToggle = (id: DimensionId, part: string) => toggleFilter(state, id, part);
  const onToggleCategory = (categoryId: string) => onToggle('category', categoryId);
  const costs = splits?.costs.split?.rows;
  return (
    <div aria-busy={isOld}>
      <div className={styles.top}>
        <ProfileFacts facts={profileFacts(type, content, known)} />
        <ProfileToolbar {...toolbar} exported={{ ...toolbar.exported, frame }} graphRef={graphRef} />
      </div>
      {type.id && costs && (
        <>
          <AnswerLine typeId={type.id} rows={costs} selected={filters.category} onToggle={onToggleCategory} />
          <StackedShares rows={costs} selected={filters.category} onToggle={onToggleCategory} />
        </>
      )}
      <ProfileWarnings warnings={profileWarnings(type.id, content, known)} />
      {type.id && splits && (
        <ProfileSplits
          typeId={type.id}
          {...splits}
          dimensions={dimensionsOf(type.id)}
          onDimension={(id) => chooseDimension(state, id)}
          filters={filters}
          onToggle={onToggle}
          categoryColumns={categoryColumns}
        />
      )}
      {notes}
      <NameProvenance nameShares={content.nameShares} />
      <FilterChips state={state} />
      <div ref={graphRef} className={cx(isOld && styles.old)} data-testid={testIds.profile.graphBox}>
        <LazyProfileGraph frame={frame} state={state} />
      </div>
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  top: css({
    display: 'flex',
    flexWrap: 'wrap',
    justifyContent: 'space-between',
    alignItems: 'flex-start',
    gap: theme.spacing(1, 2),
  }),
  old: css({ opacity: 0.5 }),
});
