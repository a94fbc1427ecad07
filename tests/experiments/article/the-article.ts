/**
 * What the article measured: Apache SkyWalking, "Pinpoint Service Mesh Critical Performance Impact by using eBPF" (2022).
 * Istio 1.13's demo profile on Kubernetes, one nginx behind a sidecar, wrk; one run each, no variance given.
 */
export const ARTICLE_URL =
  'https://skywalking.apache.org/blog/2022-07-05-pinpoint-service-mesh-critical-performance-impact-by-using-ebpf/';

export type LogSetting = 'full' | 'short' | 'off';

/** What a variant sets, by the two knobs of the article. */
export interface ArticleSettings {
  /** Percent of requests that are traced; 0 is off. */
  readonly tracing: number;
  readonly log: LogSetting;
}

export interface ArticleComparison {
  readonly what: string;
  readonly from: Partial<ArticleSettings>;
  readonly to: Partial<ArticleSettings>;
  readonly articleQps: readonly [number, number];
  readonly articleSays: string;
}

export const COMPARISONS: readonly ArticleComparison[] = [
  {
    what: 'Tracing 100 % → 1 %',
    from: { tracing: 100 },
    to: { tracing: 1 },
    articleQps: [5_700, 8_100],
    articleSays: 'Zipkin 16 % of the on-CPU samples, then 0.3 %',
  },
  {
    what: 'Tracing 100 % → off',
    from: { tracing: 100 },
    to: { tracing: 0 },
    articleQps: [5_700, 9_200],
    articleSays: 'Zipkin 16 % of the on-CPU samples, then none',
  },
  {
    what: 'Access log full → short',
    from: { log: 'full' },
    to: { log: 'short' },
    articleQps: [5_700, 5_900],
    articleSays: 'formatting 2.4 % of the on-CPU samples, then 0.7 %',
  },
  {
    what: 'Access log full → off',
    from: { log: 'full' },
    to: { log: 'off' },
    articleQps: [5_700, 5_900],
    articleSays: 'writing 28 % of the off-CPU switches, then none',
  },
];
