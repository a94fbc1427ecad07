/** A share with the limits between which the true one lies in 95 of 100 such measurements; all from 0 to 1. */
export interface ShareInterval {
  readonly share: number;
  readonly low: number;
  readonly high: number;
}

/** The 97.5 % point of the normal distribution. */
const Z = 1.959963984540054;

/**
 * Wilson's score interval (E. B. Wilson, JASA 22, 1927, 209–212) for `count` of `total` samples. Brown, Cai and DasGupta
 * (Statistical Science 16, 2001, 101–133) recommend it: unlike the textbook's normal interval it holds its 95 % with few
 * samples and shares near 0 and 1. It takes samples as independent, which clock samples of a busy thread nearly are.
 * `total` 0 says nothing: from 0 to 1.
 */
export function wilsonInterval(count: number, total: number): ShareInterval {
  if (total <= 0) return { share: 0, low: 0, high: 1 };
  const share = count / total;
  const spread = Z * Math.sqrt((share * (1 - share)) / total + (Z * Z) / (4 * total * total));
  const center = share + (Z * Z) / (2 * total);
  const scale = 1 + (Z * Z) / total;
  // At the ends the formula gives the limit itself, but for rounding.
  return {
    share,
    low: count <= 0 ? 0 : (center - spread) / scale,
    high: count >= total ? 1 : (center + spread) / scale,
  };
}

/**
 * Limits of a share of exactly known amounts of which `unknown` may belong to any part, such as waits without a stack:
 * none or all of them do. They hold always, not in 95 of 100 cases.
 */
export function boundsWithUnknown(known: number, unknown: number, total: number): ShareInterval {
  if (total <= 0) return { share: 0, low: 0, high: 1 };
  return { share: known / total, low: known / total, high: Math.min(1, (known + unknown) / total) };
}

/** How far a share moved, from −1 to 1, with the limits of the true difference. */
export interface ShareDifference {
  readonly difference: number;
  readonly low: number;
  readonly high: number;
}

/**
 * The difference `to` − `from` of two shares that were sampled independently: Newcombe's hybrid score interval (R. G.
 * Newcombe, Statistics in Medicine 17, 1998, 873–890, method 10), which squares and adds the one-sided widths of both
 * shares' own intervals. With Wilson's intervals it holds its 95 % where the textbook's normal interval does not, and it
 * never leaves −1 to 1.
 */
export function differenceOfShares(from: ShareInterval, to: ShareInterval): ShareDifference {
  const difference = to.share - from.share;
  return {
    difference,
    low: difference - Math.hypot(to.share - to.low, from.high - from.share),
    high: difference + Math.hypot(to.high - to.share, from.share - from.low),
  };
}

/** The same for shares whose limits hold always (`boundsWithUnknown`): so do these. */
export function differenceOfBounds(from: ShareInterval, to: ShareInterval): ShareDifference {
  return { difference: to.share - from.share, low: to.low - from.high, high: to.high - from.low };
}
