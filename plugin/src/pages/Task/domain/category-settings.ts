import {
  COST_CATEGORIES,
  MESH_SETTINGS,
  type MeshSetting,
  type ProxySetting,
  type ProxySettings,
} from '@meshprof/contracts';
import { categoryDescription, categoryTitle } from '@shared/domain/contract-texts/category-texts';
import { settingNote, settingTitle } from '@shared/domain/contract-texts/setting-texts';

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

function settingValue(row: ProxySetting, index: number): SettingValue {
  const { value, source, file, path, scope, times = 1, notes = [] } = row;
  return { id: String(index), value, source, file, path, scope, times, notes: notes.map(settingNote) };
}

function settingBehind(id: string, known: ProxySettings | null): SettingBehind | undefined {
  const setting: MeshSetting | undefined = MESH_SETTINGS.find((row) => row.id === id);
  const rows = known?.settings.filter(({ settingId }) => settingId === id) ?? [];
  // What is known before what is not.
  const sorted = [...rows].sort((a, b) => Number(a.value === undefined) - Number(b.value === undefined));
  return setting && { ...setting, title: settingTitle(id), values: sorted.map(settingValue) };
}

/** Settings that drive a cost category, with their present values as far as `known` has them. */
export function categorySettings(categoryId: string, known: ProxySettings | null): CategorySettings | undefined {
  const category = COST_CATEGORIES.find(({ id }) => id === categoryId);
  if (!category || category.settings.length === 0) {
    return undefined;
  }
  return {
    title: categoryTitle(categoryId),
    description: categoryDescription(categoryId),
    settings: category.settings.map((id) => settingBehind(id, known)).filter((setting) => setting !== undefined),
    problems: (known?.notes ?? []).map(({ id, file, detail }) =>
      [[file, detail].filter(Boolean).join(', '), settingNote(id)].filter(Boolean).join(': ')
    ),
  };
}

/** Whether there is anything to open. */
export const hasSettings = (categoryId: string): boolean => categorySettings(categoryId, null) !== undefined;
