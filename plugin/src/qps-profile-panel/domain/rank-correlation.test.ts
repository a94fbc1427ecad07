import { rankCorrelation } from './rank-correlation';

describe('rankCorrelation', () => {
  it('has the textbook value for IQ and hours of television', () => {
    // The worked example of the encyclopaedias: rho = −29/165.
    const iq = [106, 100, 86, 101, 99, 103, 97, 113, 112, 110];
    const hours = [7, 27, 2, 50, 28, 29, 20, 12, 6, 17];
    expect(rankCorrelation(iq, hours)?.coefficient).toBeCloseTo(-29 / 165, 12);
  });

  it('has an interval of Fisher’s z with the error of Bonett and Wright', () => {
    // r = 0.8 of five points; one side follows itself, the other does not, so all five count.
    const answer = rankCorrelation([1, 2, 4, 3, 5], [1, 3, 5, 2, 4]);
    expect(answer?.coefficient).toBeCloseTo(0.8, 12);
    expect(answer?.effectivePoints).toBeCloseTo(5, 12);
    // atanh(0.8) = 1.098612, error sqrt(1.32 / 2) = 0.812404
    expect(answer?.low).toBeCloseTo(Math.tanh(1.098612 - 1.959964 * 0.812404), 5);
    expect(answer?.high).toBeCloseTo(Math.tanh(1.098612 + 1.959964 * 0.812404), 5);
  });

  it('does not take a slow wave for many points', () => {
    const wave = Array.from({ length: 100 }, (_, index) => Math.sin(index / 16));
    const later = Array.from({ length: 100 }, (_, index) => Math.sin(index / 16 + 1));
    const answer = rankCorrelation(wave, later);
    expect(answer?.effectivePoints).toBeLessThan(5);
    expect(answer?.high).toBeGreaterThan(0.95);
  });

  it('says nothing of a side that does not vary', () => {
    expect(rankCorrelation([1, 2, 3], [4, 4, 4])).toBeUndefined();
  });
});
