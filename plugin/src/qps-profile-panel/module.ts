// Everything is in this one file: a chunk of a nested plugin would be looked for in the wrong folder.
import { PanelPlugin } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import type { GraphFieldConfig } from '@grafana/schema';
import { PLUGIN_ID } from '../constants';
import { addPanelOptions } from './options/panel-options';
import type { PanelOptions } from './domain/panel-options';
import { fieldOptions } from './options/field-options';
import { QpsProfilePanel } from './ui/QpsProfilePanel';

// The app has the panel's texts too: its links make Grafana load it, and its language file, with every dashboard.
void initPluginTranslations(PLUGIN_ID);

export const plugin = new PanelPlugin<PanelOptions, GraphFieldConfig>(QpsProfilePanel)
  .useFieldConfig(fieldOptions())
  .setPanelOptions(addPanelOptions);
