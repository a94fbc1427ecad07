/** Left-aligned columns with two spaces between; a column of numbers may ask for the right. */
export interface Column {
  readonly title: string;
  readonly align?: 'right';
}

export function formatTable(columns: readonly Column[], rows: readonly (readonly string[])[]): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => [...(row[index] ?? '')].length))
  );
  const line = (cells: readonly string[]): string =>
    columns
      .map(({ align }, index) => pad(cells[index] ?? '', widths[index] ?? 0, align))
      .join('  ')
      .trimEnd();
  return [columns.map(({ title }) => title), ...rows].map((row) => `${line(row)}\n`).join('');
}

type Fact = readonly [name: string, value: string | undefined];

/** A line for each fact; those without a value have none. */
export function formatFacts(facts: readonly Fact[]): string {
  const known = facts.filter(([, value]) => value !== undefined && value !== '');
  const width = Math.max(...known.map(([name]) => name.length));
  return known.map(([name, value]) => `${name.padEnd(width)}  ${value}\n`).join('');
}

function pad(cell: string, width: number, align: 'right' | undefined): string {
  const fill = ' '.repeat(Math.max(0, width - [...cell].length));
  return align === 'right' ? fill + cell : cell + fill;
}
