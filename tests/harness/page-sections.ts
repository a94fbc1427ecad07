/** Before it a person writes, after it a command: `## ` sections, each made by itself. */
const MADE_MARK = '<!-- table -->';

/** The page with these sections put in or exchanged, all in the given order; those that are not in it are dropped. */
export function pageWithSections(page: string, made: ReadonlyMap<string, string>, order: readonly string[]): string {
  const [head = '', old = ''] = page.split(MADE_MARK);
  const sections = new Map([...sectionsOf(old), ...made]);
  const texts = order.flatMap((title) => sections.get(title) ?? []);
  return `${head}${MADE_MARK}\n\n${texts.join('\n')}`;
}

/** By title. */
function sectionsOf(text: string): Map<string, string> {
  const parts = text.split(/^(?=## )/m).filter((part) => part.startsWith('## '));
  return new Map(parts.map((part) => [part.slice(3, part.indexOf('\n')).trim(), `${part.trimEnd()}\n`]));
}

/** A cell must not end the table: error texts of other programs hold anything. */
const cell = (text: string) => text.replaceAll('|', '\\|').replaceAll(/\s*\n\s*/g, ' ⏎ ');

export function markdownTable(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, titles.map(() => '---'), ...rows.map((cells) => cells.map(cell))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
