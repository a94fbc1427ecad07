import { COST_CATEGORIES, type CostCategory } from '@meshprof/contracts';

/** Tests one text against the patterns of one list. */
export interface PatternList {
  matches(text: string): boolean;
}

/** A category with its patterns ready to use, in the order of the table. */
export interface CompiledCategory {
  readonly index: number;
  readonly ownership: CostCategory['ownership'];
  /** Categories of one feature share a group. */
  readonly group: string;
  readonly names: PatternList;
  readonly files: PatternList;
  readonly kernel: PatternList;
  readonly withinNames: PatternList;
  readonly withinFiles: PatternList;
  /** True if the category claims every kernel function that no other one does. */
  readonly isAnyKernel: boolean;
}

export const COMPILED_CATEGORIES: readonly CompiledCategory[] = COST_CATEGORIES.map((category: CostCategory, index) => {
  const { names, exceptNames, files, exceptFiles, kernel = [], within } = category;
  return {
    index,
    ownership: category.ownership,
    group: category.id.split('.', 1)[0] ?? category.id,
    names: except(nameList(names), nameList(exceptNames)),
    files: except(fileList(files), fileList(exceptFiles)),
    kernel: nameList(kernel.filter((pattern) => pattern !== '*')),
    withinNames: nameList(within?.names),
    withinFiles: fileList(within?.files),
    isAnyKernel: kernel.includes('*'),
  };
});

function except(list: PatternList, exceptions: PatternList): PatternList {
  return { matches: (text) => list.matches(text) && !exceptions.matches(text) };
}

/** Scopes (`Envoy::Tracing`: itself and all below) and prefixes (`SSL_*`). Plain comparisons: nothing can run away. */
function nameList(patterns: readonly string[] = []): PatternList {
  const prefixes = patterns.filter((pattern) => pattern.endsWith('*')).map((pattern) => pattern.slice(0, -1));
  const scopes = patterns.filter((pattern) => !pattern.endsWith('*'));
  const matchesScope = (name: string, scope: string): boolean =>
    name.startsWith(scope) && (name.length === scope.length || name.startsWith('::', scope.length));
  return {
    matches: (name) =>
      scopes.some((scope) => matchesScope(name, scope)) || prefixes.some((prefix) => name.startsWith(prefix)),
  };
}

function fileList(patterns: readonly string[] = []): PatternList {
  return { matches: (path) => patterns.some((pattern) => holdsFromWordStart(path, pattern)) };
}

/** `external/envoy+/source/common/x.cc` holds `source/common/`, `resource/common/x.cc` does not. */
function holdsFromWordStart(path: string, part: string): boolean {
  for (let at = path.indexOf(part); at !== -1; at = path.indexOf(part, at + 1)) {
    if (at === 0 || !isWordCharacter(path.charCodeAt(at - 1))) return true;
  }
  return false;
}

/** A letter, a digit or a hyphen. */
function isWordCharacter(code: number): boolean {
  const isDigit = code >= 48 && code <= 57;
  const isLetter = (code >= 65 && code <= 90) || (code >= 97 && code <= 122);
  return isDigit || isLetter || code === 45;
}
