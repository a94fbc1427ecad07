import { formatAmount, formatCount, formatDuration, formatMeasured, formatShare } from './format-amount';

describe('amounts as a person reads them', () => {
  it('uses Grafana’s units', () => {
    expect(formatAmount(1_530_000_000, 'ns')).toBe('1.53 s');
    expect(formatAmount(2_500_000, 'ns')).toBe('2.50 ms');
  });

  it('separates thousands', () => {
    expect(formatCount(1_234_567)).toBe('1,234,567');
  });

  it('says measured values with as many digits as mean something', () => {
    expect([formatMeasured(93.512345, '%'), formatMeasured(12_345, 'threads'), formatMeasured(0.5, '')]).toEqual([
      '93.51 %',
      '12,345 threads',
      '0.5',
    ]);
  });

  it('never rounds something to nothing', () => {
    expect(formatShare(0)).toBe('0 %');
    expect(formatShare(0.00001)).toBe('<0.1 %');
    expect(formatShare(0.0412)).toBe('4.1 %');
  });

  it.each([
    [10_000, '10 s'],
    [2_340, '2.3 s'],
    [60_000, '1 min'],
    [90_000, '1 min 30 s'],
    [3_600_000, '1 h'],
  ])('writes %i ms as %s', (durationMs, text) => {
    expect(formatDuration(durationMs)).toBe(text);
  });
});
