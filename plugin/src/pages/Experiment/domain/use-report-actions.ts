import type { ExperimentReport } from '@meshprof/contracts';
import { renderMarkdown } from '@meshprof/experiments';
import { useMutation } from '@tanstack/react-query';
import { createAnnotation } from '@shared/infrastructure/annotations-api';
import { saveFile } from '@shared/infrastructure/profile-files/save-file';
import { annotationOfReport } from './annotation-of-report';

/** What can be taken away from a report. */
export function useReportActions(report: ExperimentReport) {
  const annotate = useMutation({
    mutationFn: () => createAnnotation(annotationOfReport(report, ownAddress())),
  });
  const name = `experiment-${report.experimentId}`;
  return {
    data: { annotate },
    actions: {
      annotate: () => annotate.mutate(),
      saveJson: () =>
        saveFile(`${name}.json`, new Blob([`${JSON.stringify(report, null, 2)}\n`], { type: 'application/json' })),
      saveMarkdown: () => saveFile(`${name}.md`, new Blob([renderMarkdown(report)], { type: 'text/markdown' })),
    },
  };
}

/** Of this page, as it is reached here: Grafana may be served below a path. */
const ownAddress = () => window.location.origin + window.location.pathname;
