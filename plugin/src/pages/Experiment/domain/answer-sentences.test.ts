import type { ExperimentReport } from '@meshprof/contracts';
import { makeReport } from '../../../testing/experiment-fixtures';
import { answerSentences } from './answer-sentences';

const sentenceOf = (variant: string, report: ExperimentReport) =>
  answerSentences(report).find((sentence) => sentence.variant === variant)?.text;

/** The measured report, with another result of one variant: what a run finds is not the test's to say. */
function reportWith(variant: string, verdict: 'costs' | 'saves' | 'inconclusive'): ExperimentReport {
  const report = makeReport();
  const sign = verdict === 'saves' ? -1 : 1;
  const change = { estimate: 70, changePercent: 16 * sign, changeLowPercent: 14 * sign, changeHighPercent: 18 * sign };
  const variants = report.variants.map((row) =>
    row.name === variant
      ? { ...row, verdict, reason: 'The interval is wide.', cpuPerRequestUs: { ...row.cpuPerRequestUs, ...change } }
      : row
  );
  return { ...report, variants };
}

it('says of each variant what it costs, between which bounds, and of what', () => {
  expect(sentenceOf('tracing-100', makeReport())).toMatch(
    /^“tracing-100” costs \d+\.\d % more CPU per request than “off” \(\+.* to \+.*\): .* µs more each\. \+\d.* µs of it in Tracing: .*, [+−]?\d.* µs around it\.$/
  );
  expect(answerSentences(makeReport())).toHaveLength(4);
});

it('says of one that cannot be told that it cannot, and why', () => {
  expect(sentenceOf('tracing-1', reportWith('tracing-1', 'inconclusive'))).toBe(
    'Of “tracing-1” it cannot be told: +14.0 % to +18.0 % against “off”. The interval is wide.'
  );
});

it('says of one that saves how much less', () => {
  expect(sentenceOf('log-full', reportWith('log-full', 'saves'))).toMatch(
    /saves 16\.0 % of the CPU per request of “off” \(−14\.0 % to −18\.0 %\): .* µs less/
  );
});
