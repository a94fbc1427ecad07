/**
 * @grafana/flamegraph keeps its search and its choice of panes to itself: there is no prop for either. So that a link
 * carries them, they are read from its controls and put back into them, as a person would. Where its controls look
 * different (another version, a narrow screen), nothing is read and nothing is put back.
 */
const SEARCH = 'input[placeholder="Search..."]';
const PANES: Readonly<Record<string, string>> = {
  'Top Table': 'table',
  'Flame Graph': 'graph',
  'Call Tree': 'tree',
};
const MODES: Readonly<Record<string, string>> = { Single: 'single', Split: 'split' };

export const findSearch = (box: HTMLElement): HTMLInputElement | null => box.querySelector(SEARCH);

/** Sets a controlled input as typing does: React ignores a value that is set without the prototype's setter. */
export function typeInto(input: HTMLInputElement, text: string): void {
  Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
  input.dispatchEvent(new Event('input', { bubbles: true }));
}

const textOf = (radio: HTMLInputElement): string => radio.labels?.[0]?.textContent?.trim() ?? '';

/** Groups of radio buttons of which each has a text that the table knows. */
function groupsOf(box: HTMLElement, table: Readonly<Record<string, string>>): HTMLInputElement[][] {
  const groups = new Map<string, HTMLInputElement[]>();
  for (const radio of box.querySelectorAll<HTMLInputElement>('input[type="radio"]')) {
    if (table[textOf(radio)] !== undefined) {
      groups.set(radio.name, [...(groups.get(radio.name) ?? []), radio]);
    }
  }
  return [...groups.values()];
}

const checkedIn = (group: HTMLInputElement[], table: Readonly<Record<string, string>>): string | undefined => {
  const checked = group.find((radio) => radio.checked);
  return checked && table[textOf(checked)];
};

/** What the package begins with, where there is room for two panes. */
export const DEFAULT_VIEW = 'table+graph';

/** `graph` for one pane, `table+graph` for two; undefined if the controls do not say. */
export function readView(box: HTMLElement): string | undefined {
  const [modes] = groupsOf(box, MODES);
  const panes = groupsOf(box, PANES).map((group) => checkedIn(group, PANES));
  const wanted = modes && checkedIn(modes, MODES) === 'split' ? 2 : 1;
  return panes.length === wanted && panes.every(Boolean) ? panes.join('+') : undefined;
}

/** One click of those that lead to the view; false once there is nothing left to click. Call it after each rendering. */
export function stepTowardsView(box: HTMLElement, view: string): boolean {
  const wanted = view.split('+');
  const [modes] = groupsOf(box, MODES);
  const mode = wanted.length === 2 ? 'split' : 'single';
  if (modes && checkedIn(modes, MODES) !== mode) {
    return click(modes, MODES, mode);
  }
  const panes = groupsOf(box, PANES);
  const at = panes.findIndex((group, index) => checkedIn(group, PANES) !== wanted[index]);
  const group = panes[at];
  return panes.length === wanted.length && group !== undefined && click(group, PANES, wanted[at] ?? '');
}

function click(group: HTMLInputElement[], table: Readonly<Record<string, string>>, id: string): boolean {
  const radio = group.find((candidate) => table[textOf(candidate)] === id);
  radio?.click();
  return radio !== undefined;
}
