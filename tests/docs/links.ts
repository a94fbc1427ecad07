export interface Link {
  /** Of a file, relative to the page; '' for a heading of the same page. */
  readonly target: string;
  /** '' if none. */
  readonly anchor: string;
  readonly line: number;
}

/** Links and pictures that stay within the repository; code is no text. */
export function linksOf(page: string): Link[] {
  return withoutCode(page)
    .split('\n')
    .flatMap((text, index) =>
      [...text.matchAll(/\]\(([^)\s#]*)(?:#([^)\s]*))?\)/g)]
        .map(([, target = '', anchor = '']) => ({ target, anchor, line: index + 1 }))
        .filter(({ target }) => !/^([a-z]+:|\/)/.test(target))
    );
}

/** Anchors as GitHub makes them of headings: lower case, no punctuation, hyphens for spaces; repeated ones are numbered. */
export function anchorsOf(page: string): Set<string> {
  const anchors = new Set<string>();
  for (const [, heading = ''] of withoutFences(page).matchAll(/^#{1,6} +(.+?) *$/gm)) {
    const plain = heading.replaceAll(/\[([^\]]*)\]\([^)]*\)/g, '$1').toLowerCase();
    const anchor = plain.replaceAll(/[^\p{L}\p{N}_ -]/gu, '').replaceAll(' ', '-');
    let unique = anchor;
    for (let n = 1; anchors.has(unique); n++) unique = `${anchor}-${n}`;
    anchors.add(unique);
  }
  return anchors;
}

/** Lines stay where they are. */
function withoutFences(page: string): string {
  return page.replaceAll(/^( *)(`{3,})[^\n]*\n[\s\S]*?^ *\2 *$/gm, (block) => block.replaceAll(/[^\n]/g, ''));
}

function withoutCode(page: string): string {
  return withoutFences(page).replaceAll(/`[^`\n]*`/g, '');
}
