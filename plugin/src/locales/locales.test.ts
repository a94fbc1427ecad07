import { execFileSync } from 'child_process';
import { readFileSync } from 'fs';
import { join } from 'path';
import pluginJson from '../plugin.json';

type Texts = { [key: string]: string | Texts };

const PRIMARY = 'en-US';

function textsOf(language: string): Map<string, string> {
  const file = join(__dirname, language, `${pluginJson.id}.json`);
  return new Map(flat(JSON.parse(readFileSync(file, 'utf8')) as Texts));
}

function flat(texts: Texts, prefix = ''): Array<[string, string]> {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === 'string' ? [[prefix + key, value] as [string, string]] : flat(value, `${prefix}${key}.`)
  );
}

/** What a translation must keep: `{{count}}`, `<1>`, `</1>`, `<code>`. */
const marksOf = (text: string) =>
  [...text.matchAll(/\{\{\s*[\w.]+[^}]*\}\}|<\/?\w+\/?>/g)].map(([mark]) => mark).sort();

describe.each(pluginJson.languages.filter((language) => language !== PRIMARY))('texts in %s', (language) => {
  const primary = textsOf(PRIMARY);
  // English has the texts of contracts in contracts itself: contract-texts.test.ts.
  const translated = new Map([...textsOf(language)].filter(([key]) => !key.startsWith('contracts.')));

  it('are those of the code, none more and none less', () => {
    expect([...translated.keys()].sort()).toEqual([...primary.keys()].sort());
  });

  it('are all there', () => {
    expect([...translated].filter(([, text]) => text.trim() === '').map(([key]) => key)).toEqual([]);
  });

  it('keep placeholders and tags', () => {
    const differing = [...primary].filter(
      ([key, text]) => JSON.stringify(marksOf(text)) !== JSON.stringify(marksOf(translated.get(key) ?? ''))
    );
    expect(differing.map(([key, text]) => `${key}: ${text} / ${translated.get(key)}`)).toEqual([]);
  });
});

it('English is what the code says: run npm run i18n-extract', () => {
  const cli = require.resolve('i18next-cli/package.json').replace('package.json', 'dist/esm/cli.js');
  const args = ['extract', '--sync-primary', '--dry-run', '--ci', '--quiet'];
  expect(() =>
    execFileSync(process.execPath, [cli, ...args], { cwd: join(__dirname, '../..'), stdio: 'pipe' })
  ).not.toThrow();
});
