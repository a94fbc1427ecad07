import type { PanelOptionsEditorBuilder } from '@grafana/data';
import { COST_CATEGORIES } from '@meshprof/contracts';
import { commonOptionsBuilder } from '@grafana/ui';
import { categoryTitle } from '../../shared/domain/contract-texts/category-texts';
import { t } from '../../shared/domain/t';
import { DEFAULT_OPTIONS, type PanelOptions } from '../domain/panel-options';

const MAX_CATEGORIES = 20;

export function addPanelOptions(builder: PanelOptionsEditorBuilder<PanelOptions>): void {
  addViewOptions(builder);
  builder
    .addSliderInput({
      path: 'maxCategories',
      name: t('qps-panel.option.max-categories', 'Categories shown'),
      description: t('qps-panel.option.max-categories-help', 'The largest; all others are one.'),
      defaultValue: DEFAULT_OPTIONS.maxCategories,
      settings: { min: 1, max: MAX_CATEGORIES, step: 1 },
    })
    .addRadio({
      path: 'costStyle',
      name: t('qps-panel.option.cost-style', 'Draw shares as'),
      defaultValue: DEFAULT_OPTIONS.costStyle,
      settings: {
        options: [
          { value: 'auto', label: t('qps-panel.option.cost-style-auto', 'Auto') },
          { value: 'areas', label: t('qps-panel.option.cost-style-areas', 'Areas') },
          { value: 'bars', label: t('qps-panel.option.cost-style-bars', 'Bars') },
        ],
      },
    })
    .addBooleanSwitch({
      path: 'showBands',
      name: t('qps-panel.option.bands', 'Show annotations'),
      description: t('qps-panel.option.bands-help', 'Tasks, experiments and alerts, as bands behind the charts.'),
      defaultValue: DEFAULT_OPTIONS.showBands,
    })
    .addTextInput({
      path: 'profileSelector',
      name: t('qps-panel.option.selector', 'Selector of the flame graph'),
      description: t(
        'qps-panel.option.selector-help',
        'Of the profiles behind the shares, such as {service_name="shop"}. Empty: that of the profile query.'
      ),
      defaultValue: DEFAULT_OPTIONS.profileSelector,
    });
  commonOptionsBuilder.addLegendOptions(builder);
}

function addViewOptions(builder: PanelOptionsEditorBuilder<PanelOptions>): void {
  builder
    .addRadio({
      path: 'view',
      name: t('qps-panel.option.view', 'View'),
      defaultValue: DEFAULT_OPTIONS.view,
      settings: {
        options: [
          { value: 'time', label: t('qps-panel.option.view-time', 'Over time') },
          { value: 'relation', label: t('qps-panel.option.view-relation', 'Against each other') },
          { value: 'both', label: t('qps-panel.option.view-both', 'Both') },
        ],
      },
    })
    .addSelect({
      path: 'category',
      name: t('qps-panel.option.relation-category', 'Category against throughput'),
      defaultValue: DEFAULT_OPTIONS.category,
      settings: {
        options: [
          { value: '', label: t('qps-panel.option.relation-largest', 'The largest') },
          ...COST_CATEGORIES.map(({ id }) => ({ value: id, label: categoryTitle(id) })),
        ],
      },
      showIf: ({ view }) => view !== 'time',
    });
}
