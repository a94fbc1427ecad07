import {
  type FieldConfigEditorBuilder,
  FieldColorModeId,
  FieldConfigProperty,
  type SetFieldConfigOptionsArgs,
} from '@grafana/data';
import type { GraphFieldConfig } from '@grafana/schema';
import { commonOptionsBuilder, getGraphFieldOptions } from '@grafana/ui';
import { t } from '../../shared/domain/t';
import { THROUGHPUT_CONFIG, THROUGHPUT_UNIT } from '../domain/field-config';

/** Units, thresholds, colours, names and overrides as in Grafana's own time series panel. */
export const fieldOptions = (): SetFieldConfigOptionsArgs<GraphFieldConfig> => ({
  standardOptions: {
    [FieldConfigProperty.Color]: {
      settings: { byValueSupport: false, bySeriesSupport: true, preferThresholdsMode: false },
      defaultValue: { mode: FieldColorModeId.PaletteClassic },
    },
    [FieldConfigProperty.Unit]: { defaultValue: THROUGHPUT_UNIT },
  },
  useCustomConfig: addGraphOptions,
});

function addGraphOptions(builder: FieldConfigEditorBuilder<GraphFieldConfig>): void {
  const { lineInterpolation, showPoints, thresholdsDisplayModes } = getGraphFieldOptions();
  const category = [t('qps-panel.option.category', 'Throughput')];
  builder
    .addRadio({
      path: 'lineInterpolation',
      name: t('qps-panel.option.interpolation', 'Line interpolation'),
      category,
      defaultValue: THROUGHPUT_CONFIG.lineInterpolation,
      settings: { options: lineInterpolation },
    })
    .addSliderInput({
      path: 'lineWidth',
      name: t('qps-panel.option.line-width', 'Line width'),
      category,
      defaultValue: THROUGHPUT_CONFIG.lineWidth,
      settings: { min: 0, max: 10, step: 1 },
    })
    .addSliderInput({
      path: 'fillOpacity',
      name: t('qps-panel.option.fill-opacity', 'Fill opacity'),
      category,
      defaultValue: THROUGHPUT_CONFIG.fillOpacity,
      settings: { min: 0, max: 100, step: 1 },
    })
    .addRadio({
      path: 'showPoints',
      name: t('qps-panel.option.points', 'Show points'),
      category,
      defaultValue: THROUGHPUT_CONFIG.showPoints,
      settings: { options: showPoints },
    })
    .addSelect({
      path: 'thresholdsStyle.mode',
      name: t('qps-panel.option.thresholds', 'Show thresholds'),
      category,
      defaultValue: THROUGHPUT_CONFIG.thresholdsStyle?.mode,
      settings: { options: thresholdsDisplayModes },
    });
  commonOptionsBuilder.addHideFrom(builder);
}
