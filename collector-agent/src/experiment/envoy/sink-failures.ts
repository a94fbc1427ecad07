import type { ProxyCounters } from './proxy-counters.ts';

/**
 * What a collector of spans or logs refused or lost between two readings, as one sentence for a slot that is void
 * (`sink-failing`); undefined if nothing. A failing collector makes tracing and logging look cheap.
 */
export function sinkFailures(before: ProxyCounters, after: ProxyCounters): string | undefined {
  const risen = (value: (counters: ProxyCounters) => number | undefined): number =>
    Math.max(0, (value(after) ?? 0) - (value(before) ?? 0));
  const losses: [number, string][] = [
    [risen(({ tracing }) => tracing.reportsFailed), 'reports of spans failed'],
    [risen(({ tracing }) => tracing.reportsDropped), 'reports of spans were refused by the collector'],
    [risen(({ tracing }) => tracing.reportsWithoutCluster), "reports of spans had no collector's cluster to go to"],
    [risen(({ logs }) => logs.fileWritesFailed), 'writes of the access log failed'],
    [risen(({ logs }) => logs.linesDropped), 'access-log entries were dropped on the way to the log service'],
    [risen(({ logs }) => logs.serviceFlushesFailed), 'writes to the log service failed'],
  ];
  for (const name of Object.keys(after.sinkFailures ?? {})) {
    losses.push([risen(({ sinkFailures: failures }) => failures?.[name]), `requests or connections to ${name} failed`]);
  }
  const told = losses.filter(([count]) => count > 0).map(([count, what]) => `${count} ${what}`);
  return told.length === 0 ? undefined : `${told.join(', ')}.`;
}
