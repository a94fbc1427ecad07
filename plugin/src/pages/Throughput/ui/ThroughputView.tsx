import React from 'react';
import { css } from '@emotion/css';
import { type FieldConfig, type GrafanaTheme2, LoadingState } from '@grafana/data';
import { Combobox, PanelChrome, RadioButtonGroup, useStyles2, useTheme2 } from '@grafana/ui';
import { t } from '@shared/domain/t';
import type { PanelView } from '../../../qps-profile-panel/domain/panel-options';
import { categoryOf } from '../../../qps-profile-panel/domain/qps-profile';
import { categoryTitle } from '../../../qps-profile-panel/ui/category-title';
import { QpsProfileView } from '../../../qps-profile-panel/ui/QpsProfileView';
import { testIds } from '../../../test-ids';
import type { useThroughputPage } from '../domain/use-throughput-page';
import { BandsKey } from './BandsKey';
import { VariantsKey } from './VariantsKey';
import { useElementWidth } from './use-element-width';

const HEIGHT_PX = 520;
const NO_DEFAULTS: FieldConfig = {};

/** The panel of the dashboards, with the controls that a dashboard has in its editor. */
export function ThroughputView({ data, actions }: ReturnType<typeof useThroughputPage>) {
  const styles = useStyles2(getStyles);
  const theme = useTheme2();
  const { ref, width } = useElementWidth<HTMLDivElement>();
  const { range, profile, options, bands, state, flameGraphHref, throughput, costs } = data;
  const isEmpty = profile.throughput.length + profile.costs.timesUnixMs.length + profile.problems.length === 0;
  const isLoading = throughput.isFetching || costs.isFetching;
  return (
    <div ref={ref} data-testid={testIds.throughput.charts}>
      <div className={styles.controls}>
        <RadioButtonGroup<PanelView>
          aria-label={t('throughput.view.label', 'View')}
          options={[
            { value: 'time', label: t('throughput.view.time', 'Over time') },
            { value: 'relation', label: t('throughput.view.relation', 'Against each other') },
          ]}
          value={state.view}
          onChange={actions.chooseView}
        />
        {state.view === 'relation' && (
          <Combobox
            id="throughput-category"
            aria-label={t('throughput.view.category', 'Category')}
            data-testid={testIds.throughput.category}
            width={32}
            options={profile.costs.categories.map((category) => ({
              value: category.id,
              label: categoryTitle(category),
            }))}
            value={categoryOf(profile, state.category)?.id}
            onChange={({ value }) => actions.chooseCategory(value)}
          />
        )}
        <BandsKey bands={bands} />
        {data.experiment && <VariantsKey experiment={data.experiment} />}
      </div>
      {width > 0 && !isEmpty && (
        <PanelChrome
          title={t('throughput.chart.title', 'Throughput, and what the CPU was used for')}
          width={width}
          height={HEIGHT_PX}
          loadingState={isLoading ? LoadingState.Loading : LoadingState.Done}
        >
          {(innerWidth, innerHeight) => (
            <QpsProfileView
              profile={profile}
              options={options}
              defaults={NO_DEFAULTS}
              timeRange={range.data.timeRange}
              timeZone={range.data.timeZone}
              theme={theme}
              bands={bands}
              selection={state.selection}
              onSelect={actions.select}
              onZoom={actions.zoom}
              flameGraphHref={flameGraphHref}
              width={innerWidth}
              height={innerHeight}
            />
          )}
        </PanelChrome>
      )}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  controls: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'center',
    gap: theme.spacing(1, 2),
    marginBottom: theme.spacing(1),
  }),
});
