import { forestScale, placeOn } from './forest-scale';
import { niceTicks } from './nice-ticks';

describe('niceTicks', () => {
  it.each([
    [0, 10, [0, 2, 4, 6, 8, 10]],
    [-3.2, 104, [0, 50, 100]],
    [-0.35, 0.31, [-0.2, 0, 0.2]],
    [-2.2, 2.2, [-2, -1, 0, 1, 2]],
  ])('from %p to %p', (min, max, ticks) => {
    expect(niceTicks(min, max)).toEqual(ticks);
  });

  it('is one number where there is no stretch', () => {
    expect(niceTicks(5, 5)).toEqual([5]);
  });
});

describe('forestScale', () => {
  it('has zero, the band and every interval on it', () => {
    const scale = forestScale([{ estimate: 94, low: 92, high: 96 }], 2);
    expect(scale.min).toBeLessThan(-2);
    expect(scale.max).toBeGreaterThan(96);
    expect(scale.ticks).toContain(0);
  });

  it('lets an interval that says nothing yet run out of the picture instead of squeezing the others', () => {
    const scale = forestScale(
      [
        { estimate: 5, low: -1e6, high: 1e6 },
        { estimate: 3, low: 2, high: 4 },
      ],
      2
    );
    expect(scale.max).toBeLessThan(30);
    expect(placeOn(scale, 1e6)).toBe(1);
    expect(placeOn(scale, -1e6)).toBe(0);
  });
});
