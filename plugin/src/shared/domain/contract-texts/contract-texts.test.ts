import { readFileSync } from 'fs';
import { join } from 'path';
import {
  ABORT_REASONS,
  COST_CATEGORIES,
  EXPERIMENT_DRIVERS,
  type Knob,
  KNOBS,
  LOSSES,
  MESH_SETTINGS,
  NODE_METRIC_IDS,
  PROBLEMS,
  PROFILE_TYPES,
  REASONS,
  SETTING_NOTES,
  VOID_REASONS,
  WAIT_CLASSES,
  WAKER_KINDS,
} from '@meshprof/contracts';
import pluginJson from '../../../plugin.json';
import { categoryDescription, categoryTitle } from './category-texts';
import {
  abortSentence,
  knobByEnvoyFilter,
  knobChange,
  knobOutOfReach,
  knobProof,
  knobTitle,
  undoOf,
  voidSentence,
} from './experiment-texts';
import { lossText } from './loss-text';
import { metricText } from './metric-text';
import { problemTitle } from './problem-title';
import { profileTypeTitle } from './profile-type-title';
import { remedyOfReason, translatedReason } from './reason-texts';
import { settingNote, settingTitle } from './setting-texts';
import { waitClassTitle, wakerTitle } from './wait-texts';

const mockAsked = new Map<string, string>();

jest.mock('../t', () => ({
  t: (key: string, text: string) => {
    mockAsked.set(key, text);
    return `<${text}>`;
  },
}));

type Texts = { [key: string]: string | Texts };

const flat = (texts: Texts, prefix: string): Array<[string, string]> =>
  Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`)
  );

function textsOfContracts(language: string): Map<string, string> {
  const file = join(__dirname, '../../../locales', language, `${pluginJson.id}.json`);
  const { contracts } = JSON.parse(readFileSync(file, 'utf8')) as { contracts: Texts };
  return new Map(flat(contracts, 'contracts.'));
}

const keysOf = <K extends string>(table: Readonly<Record<K, unknown>>) => Object.keys(table) as K[];

/** Every text of every table, as the app asks for it. */
function askForAll(): void {
  COST_CATEGORIES.forEach(({ id }) => [categoryTitle(id), categoryDescription(id)]);
  WAIT_CLASSES.forEach(({ id }) => waitClassTitle(id));
  WAKER_KINDS.forEach(({ id }) => wakerTitle(id));
  PROFILE_TYPES.forEach((type) => profileTypeTitle(type));
  keysOf(REASONS).forEach((reasonCode) => {
    const { sentence, remedy } = REASONS[reasonCode];
    translatedReason({ reasonCode, reason: sentence, remedy });
  });
  keysOf(LOSSES).forEach((id) => lossText(id));
  MESH_SETTINGS.forEach(({ id }) => settingTitle(id));
  SETTING_NOTES.forEach(({ id }) => settingNote(id));
  NODE_METRIC_IDS.forEach((id) => metricText(id));
  KNOBS.forEach((knob: Knob) => [
    ...[knobTitle(knob.id), knobOutOfReach(knob), knobProof(knob), knobByEnvoyFilter(knob)],
    ...EXPERIMENT_DRIVERS.map((driver) => knobChange(knob, driver)),
  ]);
  EXPERIMENT_DRIVERS.forEach((driver) => undoOf(driver));
  keysOf(ABORT_REASONS).forEach((reason) => abortSentence(reason));
  keysOf(VOID_REASONS).forEach((reason) => voidSentence(reason));
  keysOf(PROBLEMS).forEach((code) => problemTitle({ code, title: PROBLEMS[code].title }));
}

describe.each(pluginJson.languages.filter((language) => language !== 'en-US'))(
  'tables of contracts in %s',
  (language) => {
    beforeEach(() => mockAsked.clear());

    it('have a translation for each code, and none that no table has', () => {
      askForAll();
      expect([...textsOfContracts(language).keys()].sort()).toEqual([...mockAsked.keys()].sort());
    });

    it('say nothing with an empty text, and keep code and numbers', () => {
      askForAll();
      const marks = (text: string) => [...text.matchAll(/`[^`]+`|\d+(?:[.,]\d+)?/g)].map(([mark]) => mark).sort();
      const differing = [...textsOfContracts(language)].filter(
        ([key, text]) => text.trim() === '' || marks(text).join() !== marks(mockAsked.get(key) ?? '').join()
      );
      expect(differing).toEqual([]);
    });
  }
);

it('keeps the details that follow a sentence, and what the table does not know', () => {
  const { sentence, remedy } = REASONS['agent-busy'];
  expect(translatedReason({ reasonCode: 'agent-busy', reason: `${sentence} maxSessions is 4.`, remedy })).toEqual({
    reason: `<${sentence}> maxSessions is 4.`,
    remedy: `<${remedy}>`,
  });
  expect(translatedReason({ reasonCode: 'agent-busy', reason: 'Other words.', remedy: 'Other advice.' })).toEqual({
    reason: 'Other words.',
    remedy: 'Other advice.',
  });
  expect(translatedReason({ reasonCode: 'constructor', reason: 'New.' })).toEqual({
    reason: 'New.',
    remedy: undefined,
  });
  expect(remedyOfReason('toString')).toBeUndefined();
  expect(problemTitle({ code: 'conflict', title: 'Said otherwise' })).toBe('Said otherwise');
  expect([categoryTitle('new.one'), waitClassTitle('new'), settingTitle('new')]).toEqual(['new.one', 'new', 'new']);
});
