import { MESH_SETTINGS, SETTING_NOTES } from '@meshprof/contracts';
import { contractText } from './contract-text';

export function settingTitle(id: string): string {
  const setting = MESH_SETTINGS.find((row) => row.id === id);
  return setting ? contractText('setting', id, 'title', setting.title) : id;
}

/** What is said beside a setting or a file. */
export function settingNote(id: string): string {
  const note = SETTING_NOTES.find((row) => row.id === id);
  return note ? contractText('setting-note', id, 'sentence', note.sentence) : id;
}
