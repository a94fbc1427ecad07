/** What is said above every generated page; the command is the one that a red test names. */
export const MADE_BY = '<!-- Made by `npm run reference`; change what it is made from, not this file. -->';

export function page(title: string, ...parts: readonly string[]): string {
  return `${[`# ${title}`, MADE_BY, ...parts].map((part) => part.trim()).join('\n\n')}\n`;
}

export function table(titles: readonly string[], rows: readonly (readonly string[])[]): string {
  const lines = [titles, titles.map(() => '---'), ...rows.map((cells) => cells.map(cell))];
  return lines.map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}

export const code = (text: string): string => `\`${text}\``;
