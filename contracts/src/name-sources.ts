/**
 * What proved a frame's name; `none` is shown as `module+0xoffset`. New ones go to the end.
 * The array index is the number in the addon's packed frames (checked by a test).
 */
export const NAME_SOURCES = [
  'none',
  'symtab',
  'dynsym',
  'kallsyms',
  'marker',
  'debug-data',
  'debug-file',
  'go-table',
  'symbol-pack',
  'vtable',
  'std-function',
  'source-file',
  'dwarf',
  'source-unit',
] as const;

export type NameSource = (typeof NAME_SOURCES)[number];
