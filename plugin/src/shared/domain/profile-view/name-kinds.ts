import type { NameSource } from '@meshprof/contracts';
import { t } from '@shared/domain/t';

/** What proved a frame's name, as far as the name itself shows it: stores keep names and nothing beside them. */
export type NameKindId =
  'symbol' | 'vtable' | 'std-function' | 'source-file' | 'source-unit' | 'kernel' | 'marker' | 'none';

/** The sources of `contracts/src/name-sources.ts` that look alike once they are names. */
export const SOURCES_OF_KIND: Record<NameKindId, readonly NameSource[]> = {
  symbol: ['symtab', 'dynsym', 'debug-data', 'debug-file', 'go-table', 'symbol-pack', 'dwarf'],
  vtable: ['vtable'],
  'std-function': ['std-function'],
  'source-file': ['source-file'],
  'source-unit': ['source-unit'],
  kernel: ['kallsyms'],
  marker: ['marker'],
  none: ['none'],
};

/** Forms of names that the agent makes (native/core/symbols/display_name.cc), the telling ones first. */
const FORMS: ReadonlyArray<readonly [kind: NameKindId, form: RegExp]> = [
  ['kernel', /_\[k\]$/],
  ['marker', /^\[[^\]]+\]$/],
  ['source-unit', /\+0x[0-9a-f]+ in unit /],
  ['source-file', /\+0x[0-9a-f]+ in /],
  ['none', /\+0x[0-9a-f]+$/],
  ['vtable', /\{virtual#\d+(?: at \+\d+)?\}$/],
  ['std-function', /::\{lambda\}$/],
];

export const nameKindOf = (name: string): NameKindId => FORMS.find(([, form]) => form.test(name))?.[0] ?? 'symbol';

export interface NameKind {
  title: string;
  meaning: string;
}

export function describeNameKind(id: NameKindId): NameKind {
  switch (id) {
    case 'symbol':
      return {
        title: t('profile-view.names.symbol', 'Symbols'),
        meaning: t(
          'profile-view.names.symbol-meaning',
          'From a symbol table, debug information, a Go table or a symbol pack: the function’s own name, whose size covers the address.'
        ),
      };
    case 'vtable':
      return {
        title: t('profile-view.names.vtable', 'Virtual tables'),
        meaning: t(
          'profile-view.names.vtable-meaning',
          'Class::{virtual#N}: the function stands in slot N of that class’s table in the stripped binary, so it is a method of the class.'
        ),
      };
    case 'std-function':
      return {
        title: t('profile-view.names.std-function', 'Wrapped lambdas'),
        meaning: t(
          'profile-view.names.std-function-meaning',
          'function::{lambda}: the type of a std::function’s wrapper names the function around the lambda.'
        ),
      };
    case 'source-file':
      return {
        title: t('profile-view.names.source-file', 'Source file'),
        meaning: t(
          'profile-view.names.source-file-meaning',
          'module+0x… in file: the function’s code refers to this one source file, in a log line or a check.'
        ),
      };
    case 'source-unit':
      return {
        title: t('profile-view.names.source-unit', 'Compiled with'),
        meaning: t(
          'profile-view.names.source-unit-meaning',
          'module+0x… in unit file: the function was compiled together with that file, headers included.'
        ),
      };
    case 'kernel':
      return {
        title: t('profile-view.names.kernel', 'Kernel'),
        meaning: t('profile-view.names.kernel-meaning', 'name_[k]: from the kernel’s own table of symbols.'),
      };
    case 'marker':
      return {
        title: t('profile-view.names.marker', 'Markers'),
        meaning: t(
          'profile-view.names.marker-meaning',
          '[…]: no function; it says why a stack is incomplete or missing.'
        ),
      };
    case 'none':
      return {
        title: t('profile-view.names.none', 'Unnamed'),
        meaning: t(
          'profile-view.names.none-meaning',
          'module+0x…: nothing in the binary proves a name, and Meshprof does not guess. A symbol pack of the same build names it.'
        ),
      };
  }
}
