/** A fenced block of a page. */
export interface CodeBlock {
  readonly file: string;
  /** Of the opening fence, from 1. */
  readonly line: number;
  /** First word behind the fence; '' if there is none. */
  readonly language: string;
  /** The words behind it. */
  readonly words: readonly string[];
  readonly text: string;
}

const FENCE = /^( *)(`{3,}|~{3,})(.*)$/;

export function codeBlocksOf(file: string, page: string): CodeBlock[] {
  const blocks: CodeBlock[] = [];
  let open: { indent: number; fence: string; info: string; line: number; lines: string[] } | undefined;
  for (const [index, line] of page.split('\n').entries()) {
    const [, indent = '', fence = '', info = ''] = FENCE.exec(line) ?? [];
    if (open === undefined) {
      if (fence !== '') open = { indent: indent.length, fence, info, line: index + 1, lines: [] };
      continue;
    }
    const closes = fence.startsWith(open.fence[0]!) && fence.length >= open.fence.length && info.trim() === '';
    if (!closes) {
      open.lines.push(line.slice(Math.min(open.indent, line.length - line.trimStart().length)));
      continue;
    }
    const [language = '', ...words] = open.info.trim().split(/\s+/);
    blocks.push({ file, line: open.line, language, words, text: `${open.lines.join('\n')}\n` });
    open = undefined;
  }
  return blocks;
}
