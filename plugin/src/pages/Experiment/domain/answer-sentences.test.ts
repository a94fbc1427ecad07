import { makeReport } from '../../../testing/experiment-fixtures';
import { answerSentences } from './answer-sentences';

it('says of each variant what it costs, between which bounds, and where', () => {
  const [unsure, some, much] = answerSentences(makeReport()).map(({ text }) => text);
  expect(unsure).toMatch(/^Of “sampling-1” it cannot be told: −\d.* against “off”\. The interval/);
  expect(some).toMatch(
    /^“sampling-10” costs \d+\.\d % more CPU per request than “off” \(\+.* to \+.*\): .* µs more each\./
  );
  expect(much).toMatch(
    /\+\d+\.\d µs of it in Tracing: sending spans, Tracing: making spans, \+\d+\.\d µs around it\.$/
  );
});

it('says of one that saves how much less', () => {
  const report = makeReport();
  const variants = report.variants.map((variant) =>
    variant.name === 'sampling-10'
      ? {
          ...variant,
          verdict: 'saves' as const,
          cpuPerRequestUs: {
            ...variant.cpuPerRequestUs,
            ...{ estimate: 70, changePercent: -16, changeLowPercent: -18, changeHighPercent: -14 },
          },
        }
      : variant
  );
  const sentence = answerSentences({ ...report, variants }).find(({ variant }) => variant === 'sampling-10');
  expect(sentence?.text).toMatch(
    /saves 16\.0 % of the CPU per request of “off” \(−18\.0 % to −14\.0 %\): 13\.\d µs less/
  );
});
