import type { MeshSettingId } from '../mesh-settings.ts';

/**
 * How a category claims a sample, in order of precedence:
 * - `feature`: the outermost matching frame owns the sample, with all that it calls (an allocation of the tracer is
 *   tracing). Categories of one `group` share that frame: the first of them that matches it or a frame below names it.
 * - `filter`: the innermost matching frame owns it. Filters continue each other, so outer ones contain inner ones.
 * - `carrier`: what carries requests anyway; the innermost matching frame, and only if no feature or filter matches.
 * - `remainder`: given by rule, without patterns.
 */
export type CostOwnership = 'feature' | 'filter' | 'carrier' | 'remainder';

/**
 * One line of the answer to "where does the time go".
 *
 * Name patterns are qualified names without parameters and template arguments: `Envoy::Tracing` covers everything below
 * that scope, a final `*` any continuation (`SSL_*`). Kernel patterns are function names. File patterns are parts of a
 * path from the beginning of a word on, at any depth, since build systems put their own folders before it. Case counts.
 */
export interface CostCategory {
  /** Value of the label `cost_category`; `group.part` where several categories share a feature. */
  readonly id: string;
  readonly title: string;
  readonly description: string;
  readonly ownership: CostOwnership;
  readonly names?: readonly string[];
  readonly files?: readonly string[];
  readonly kernel?: readonly string[];
  /** Names that look like the category and are not: what runs when the feature is off. */
  readonly exceptNames?: readonly string[];
  readonly exceptFiles?: readonly string[];
  /** Patterns that count only below a frame of the same group (formatters also write headers). */
  readonly within?: { readonly names?: readonly string[]; readonly files?: readonly string[] };
  /** What to change if this costs too much, the most effective first. */
  readonly settings: readonly MeshSettingId[];
}
