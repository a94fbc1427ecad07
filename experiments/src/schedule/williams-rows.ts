/**
 * Latin squares in which each treatment follows each other one equally often, so that what a variant leaves behind (warm
 * caches, a log file to flush) falls on all others alike: E. J. Williams, Australian Journal of Scientific Research A 2
 * (1949), 149–168. One square for an even number of treatments; an odd number needs two, of which the second is the
 * first read backwards.
 * @returns squares of rows of treatments 0 to `treatments` − 1
 */
export function williamsSquares(treatments: number): number[][][] {
  const first = zigzag(treatments);
  const square = first.map((_, shift) => first.map((treatment) => (treatment + shift) % treatments));
  if (treatments % 2 === 0) return [square];
  return treatments === 1 ? [square] : [square, square.map((row) => [...row].reverse())];
}

/** 0, 1, n − 1, 2, n − 2, …: neighbours differ by a different amount each time. */
function zigzag(treatments: number): number[] {
  return Array.from({ length: treatments }, (_, place) => {
    const step = Math.ceil(place / 2);
    return place % 2 === 1 ? step : (treatments - step) % treatments;
  });
}
