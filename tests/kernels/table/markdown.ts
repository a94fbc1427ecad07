export type Cells = readonly string[];

/** The first row is the titles. */
export function markdownTable(titles: Cells, rows: readonly Cells[]): string {
  const lines = [titles, titles.map(() => '---'), ...rows];
  return lines.map((cells) => `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |\n`).join('');
}

/** The rows of a table as markdownTable or prettier writes it, titles first; none if the text holds no table. */
export function tableRows(markdown: string): string[][] {
  const lines = markdown.split('\n').filter((line) => line.startsWith('|'));
  return lines.filter((_, index) => index !== 1).map(cellsOf);
}

function cellsOf(line: string): string[] {
  const cells = line.split(/(?<!\\)\|/).slice(1, -1);
  return cells.map((cell) => cell.trim().replaceAll('\\|', '|'));
}

function marks(name: string): readonly [string, string] {
  return [`<!-- ${name}: begin, made by npm run kernels -->`, `<!-- ${name}: end -->`];
}

/** What stands between the marks of that name in a page. */
export function betweenMarks(page: string, name: string): string {
  const [from, to] = placeBetweenMarks(page, name);
  return page.slice(from, to);
}

/** Puts a text between the marks of that name in a page. */
export function replaceBetweenMarks(page: string, name: string, text: string): string {
  const [from, to] = placeBetweenMarks(page, name);
  return `${page.slice(0, from)}\n\n${text.trim()}\n\n${page.slice(to)}`;
}

function placeBetweenMarks(page: string, name: string): readonly [number, number] {
  const [begin, end] = marks(name);
  const [from, to] = [page.indexOf(begin), page.indexOf(end)];
  if (from < 0 || to < from) throw new Error(`the page has no marks ${name}`);
  return [from + begin.length, to];
}
