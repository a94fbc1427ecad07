import type { ExperimentReport } from '@meshprof/contracts';

export function renderMarkdown(report: ExperimentReport): string {
  return `# ${report.title}\n`;
}
