// Everything is in this one file: a chunk of a nested plugin would be looked for in the wrong folder.
import { PanelPlugin } from '@grafana/data';
import type { GraphFieldConfig } from '@grafana/schema';
import { addPanelOptions } from './options/panel-options';
import type { PanelOptions } from './domain/panel-options';
import { fieldOptions } from './options/field-options';
import { QpsProfilePanel } from './ui/QpsProfilePanel';

export const plugin = new PanelPlugin<PanelOptions, GraphFieldConfig>(QpsProfilePanel)
  .useFieldConfig(fieldOptions())
  .setPanelOptions(addPanelOptions);
