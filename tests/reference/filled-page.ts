import { readFileSync } from 'node:fs';
import { at } from '../harness/project.ts';

/** A page that a person writes, with parts made from the code between `<!-- NAME -->` and `<!-- /NAME -->`. */
export function filledPage(file: string, parts: Readonly<Record<string, string>>): string {
  let page = readFileSync(at(file), 'utf8');
  for (const [name, text] of Object.entries(parts)) {
    const place = new RegExp(`(<!-- ${name}(?:: [^>]*)? -->\n)[\\s\\S]*?(<!-- /${name} -->)`);
    if (!place.test(page)) throw new Error(`${file} has no place for ${name}: <!-- ${name} --> … <!-- /${name} -->`);
    page = page.replace(place, (_all, open: string, close: string) => `${open}\n${text.trim()}\n\n${close}`);
  }
  return page;
}
