/**
 * Probability that Student's t with this (whole) number of degrees of freedom lies further from 0 than `t`: the finite
 * series of Abramowitz and Stegun, Handbook of Mathematical Functions (1964), 26.7.3 and 26.7.4.
 */
export function studentTwoSided(t: number, degrees: number): number {
  const theta = Math.atan(Math.abs(t) / Math.sqrt(degrees));
  const cosine = Math.cos(theta);
  const isOdd = degrees % 2 === 1;
  // Powers cos, cos³, … for odd degrees, and 1, cos², … for even ones, up to cos^(degrees − 2).
  let term = isOdd ? cosine : 1;
  let sum = degrees === 1 ? 0 : term;
  for (let power = isOdd ? 3 : 2; power <= degrees - 2; power += 2) {
    term *= (cosine * cosine * (power - 1)) / power;
    sum += term;
  }
  const within = isOdd ? (2 / Math.PI) * (theta + Math.sin(theta) * sum) : Math.sin(theta) * sum;
  return Math.max(0, 1 - within);
}

/** The `t` that is exceeded, on either side, with probability `tail`; 12.7 for one degree and 0.05. */
export function studentQuantile(tail: number, degrees: number): number {
  let [low, high] = [0, 1];
  while (studentTwoSided(high, degrees) > tail) high *= 2;
  // Until the doubles are neighbours.
  for (let middle = (low + high) / 2; middle > low && middle < high; middle = (low + high) / 2) {
    if (studentTwoSided(middle, degrees) > tail) low = middle;
    else high = middle;
  }
  return high;
}
