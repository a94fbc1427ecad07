import React from 'react';
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { Combobox, Field, RadioButtonGroup, useStyles2 } from '@grafana/ui';
import { PROFILE_TYPES } from '@meshprof/contracts';
import { profileTypeTitle } from '@shared/domain/contract-texts/profile-type-title';
import { t } from '@shared/domain/t';
import { testIds } from '../../../test-ids';
import type { Measure } from '../domain/differential-frame';
import type { ComparePageState, CompareLayout } from '../domain/use-compare-page';

/** How the two sides are looked at. */
export function CompareControls({ data, actions }: ComparePageState) {
  const styles = useStyles2(getStyles);
  const layouts: Array<{ value: CompareLayout; label: string }> = [
    { value: 'difference', label: t('compare.controls.difference', 'Difference') },
    { value: 'sides', label: t('compare.controls.sides', 'Side by side') },
  ];
  const measures: Array<{ value: Measure; label: string; description: string }> = [
    {
      value: 'share',
      label: t('compare.controls.share', 'Share'),
      description: t('compare.controls.share-hint', 'Each side is 100 % of itself, however long and loaded it was'),
    },
    {
      value: 'amount',
      label: t('compare.controls.amount', 'Amount'),
      description: t('compare.controls.amount-hint', 'Seconds or counts as recorded: only for sides of one length'),
    },
  ];
  return (
    <div className={styles.row}>
      <Field label={t('compare.controls.type', 'Profile')} htmlFor="compare-type" noMargin>
        <Combobox
          id="compare-type"
          width={28}
          options={PROFILE_TYPES.map((type) => ({ value: type.id, label: profileTypeTitle(type) }))}
          value={data.type.id}
          onChange={({ value }) => actions.selectType(value)}
          data-testid={testIds.compare.type}
        />
      </Field>
      <Field label={t('compare.controls.layout', 'Layout')} noMargin>
        <RadioButtonGroup
          options={layouts}
          value={data.layout}
          onChange={actions.selectLayout}
          aria-label={t('compare.controls.layout', 'Layout')}
        />
      </Field>
      {data.layout === 'difference' && (
        <Field label={t('compare.controls.measure', 'Compare')} noMargin>
          <RadioButtonGroup
            options={measures}
            value={data.measure}
            onChange={actions.selectMeasure}
            aria-label={t('compare.controls.measure', 'Compare')}
          />
        </Field>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  row: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-end',
    gap: theme.spacing(1, 2),
    margin: theme.spacing(2, 0),
  }),
});
