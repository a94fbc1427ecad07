import {
  COST_CATEGORIES,
  MESH_SETTINGS,
  type MeshSetting,
  type ProxySetting,
  type ProxySettings,
  SETTING_NOTES,
} from '@meshprof/contracts';

export interface SettingValue {
  id: string;
  /** Undefined where the node cannot see it. */
  value: string | undefined;
  source: ProxySetting['source'];
  file: string | undefined;
  path: string | undefined;
  scope: string | undefined;
  times: number;
  notes: string[];
}

export interface SettingBehind extends MeshSetting {
  values: SettingValue[];
}

export interface CategorySettings {
  title: string;
  description: string;
  /** The most effective first. */
  settings: SettingBehind[];
  /** Of files that could not be read: a sentence each. */
  problems: string[];
}

const sentenceOf = (id: string) => SETTING_NOTES.find((note) => note.id === id)?.sentence ?? id;

function settingValue(row: ProxySetting, index: number): SettingValue {
  const { value, source, file, path, scope, times = 1, notes = [] } = row;
  return { id: String(index), value, source, file, path, scope, times, notes: notes.map(sentenceOf) };
}

function settingBehind(id: string, known: ProxySettings | null): SettingBehind | undefined {
  const setting: MeshSetting | undefined = MESH_SETTINGS.find((row) => row.id === id);
  const rows = known?.settings.filter(({ settingId }) => settingId === id) ?? [];
  // What is known before what is not.
  const sorted = [...rows].sort((a, b) => Number(a.value === undefined) - Number(b.value === undefined));
  return setting && { ...setting, values: sorted.map(settingValue) };
}

/** Settings that drive a cost category, with their present values as far as `known` has them. */
export function categorySettings(categoryId: string, known: ProxySettings | null): CategorySettings | undefined {
  const category = COST_CATEGORIES.find(({ id }) => id === categoryId);
  if (!category || category.settings.length === 0) {
    return undefined;
  }
  const { title, description, settings } = category;
  return {
    title,
    description,
    settings: settings.map((id) => settingBehind(id, known)).filter((setting) => setting !== undefined),
    problems: (known?.notes ?? []).map(({ id, file, detail }) =>
      [[file, detail].filter(Boolean).join(', '), sentenceOf(id)].filter(Boolean).join(': ')
    ),
  };
}

/** Whether there is anything to open. */
export const hasSettings = (categoryId: string): boolean => categorySettings(categoryId, null) !== undefined;
