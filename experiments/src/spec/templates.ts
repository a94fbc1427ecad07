import type { ExperimentDriver, Variant } from '@meshprof/contracts';
import type { TemplateName } from './template-names.ts';

/** What a template has to know of the proxy. */
export interface TemplateOptions {
  readonly driver: ExperimentDriver;
  /**
   * Loggers that are there to choose from: ends of runtime keys (envoy-runtime), providers (istio), as
   * `accesslog.format.prepared` takes them. Default: `full` and `short`. None: variants of the access log are left out.
   */
  readonly loggers?: { readonly full?: string; readonly short?: string };
  /** Tracing provider of MeshConfig (istio). */
  readonly tracingProvider?: string;
}

export interface Template {
  readonly name: TemplateName;
  readonly title: string;
  readonly description: string;
  /** Baseline and variants; target, load and the rest of the spec are the caller's. */
  variantsFor(options: TemplateOptions): { readonly baseline: Variant; readonly variants: Variant[] };
}

export const TEMPLATES: readonly Template[] = [];
