import { type MeshSettingId, PROXY_SETTINGS_LIMITS, type ProxySetting, type SettingNoteId } from '@meshprof/contracts';
import { cleanText } from '../profile/clean-text.ts';
import { COMMAND_LINE_CONFIG, type ConfigNode } from './config-node.ts';

interface About {
  readonly scope?: string | undefined;
  readonly notes?: readonly SettingNoteId[];
}

type Row = Omit<ProxySetting, 'times'> & { times: number };

/** Collects settings; what stands in several places alike is told once, and the whole stays within its limits. */
export class SettingRows {
  readonly #rows = new Map<string, Row>();

  /** Set at this place. */
  found(settingId: MeshSettingId, value: string, node: ConfigNode, about: About = {}): void {
    const isInline = node.file === COMMAND_LINE_CONFIG;
    const place = isInline ? { path: `${COMMAND_LINE_CONFIG} ${node.path}` } : { file: node.file, path: node.path };
    this.#add({ settingId, value, source: isInline ? 'command-line' : 'file', ...place }, about);
  }

  /** Set nowhere; `node` is where it would be. */
  standard(settingId: MeshSettingId, value: string, about: About & { readonly node?: ConfigNode } = {}): void {
    const { node, ...rest } = about;
    this.#add({ settingId, value, source: 'default', ...(node !== undefined && placeOf(node)) }, rest);
  }

  option(settingId: MeshSettingId, option: { name: string; value: string | undefined; standard: string }): void {
    const { name, value, standard } = option;
    const isSet = value !== undefined;
    const source = isSet ? 'command-line' : 'default';
    this.#add({ settingId, value: value ?? standard, source, path: name }, {});
  }

  unseen(settingId: MeshSettingId, note: SettingNoteId): void {
    this.#add({ settingId, source: 'not-visible' }, { notes: [note] });
  }

  build(): { settings: ProxySetting[]; leftOut?: number } {
    const { rows: maxRows, rowsPerSetting, totalBytes } = PROXY_SETTINGS_LIMITS;
    const settings: ProxySetting[] = [];
    const perSetting = new Map<string, number>();
    let bytes = 0;
    for (const { times, ...row } of this.#rows.values()) {
      const setting = { ...row, ...(times > 1 && { times }) };
      const size = Buffer.byteLength(JSON.stringify(setting)) + 1;
      const ofSetting = perSetting.get(row.settingId) ?? 0;
      if (ofSetting >= rowsPerSetting || settings.length >= maxRows || bytes + size > totalBytes) continue;
      perSetting.set(row.settingId, ofSetting + 1);
      bytes += size;
      settings.push(setting);
    }
    const leftOut = this.#rows.size - settings.length;
    return { settings, ...(leftOut > 0 && { leftOut }) };
  }

  #add(row: Omit<Row, 'times' | 'scope' | 'notes'>, { scope, notes = [] }: About): void {
    const whole = {
      ...row,
      ...(row.value !== undefined && { value: shortValue(row.value) }),
      ...(row.file !== undefined && { file: shortPlace(row.file) }),
      ...(row.path !== undefined && { path: shortPlace(row.path) }),
      ...(scope !== undefined && { scope: shortPlace(scope) }),
      ...(notes.length > 0 && { notes: [...notes] }),
    };
    const key = JSON.stringify([row.settingId, whole.value, row.source, whole.file, notes]);
    const same = this.#rows.get(key);
    if (same === undefined) this.#rows.set(key, { ...whole, times: 1 });
    // A runtime key that decides for several listeners is one place.
    else if (same.path !== whole.path) same.times += 1;
  }
}

function placeOf({ file, path }: ConfigNode): { file?: string; path: string } {
  return file === COMMAND_LINE_CONFIG ? { path } : { file, path };
}

const shortValue = (text: string): string => cleanText(text, PROXY_SETTINGS_LIMITS.valueBytes);
const shortPlace = (text: string): string => cleanText(text, PROXY_SETTINGS_LIMITS.placeBytes);
