import type { ExperimentReport } from '@meshprof/contracts';
import type { NewAnnotation } from '@shared/infrastructure/annotations-api';
import { answerSentences } from './answer-sentences';

/** Dashboards that ask for this tag show it; our own panel colours it as an experiment. */
export const ANNOTATION_TAG = 'meshprof-experiment';

export const annotationOfReport = (report: ExperimentReport, link: string): NewAnnotation => ({
  fromUnixMs: report.startUnixMs,
  toUnixMs: report.endUnixMs,
  tags: ['meshprof', ANNOTATION_TAG],
  text: [report.title, ...answerSentences(report).map(({ text }) => text), link].join('\n'),
});
