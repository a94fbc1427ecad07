/**
 * What proved a frame's name, best proof first; `none` is shown as `module+0xoffset`.
 * The array index is the number in the addon's packed frames (checked by a test).
 */
export const NAME_SOURCES = ['none', 'symtab', 'dynsym', 'kallsyms', 'marker'] as const;

export type NameSource = (typeof NAME_SOURCES)[number];
