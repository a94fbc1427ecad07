/** With a real minus, and a plus for what rises, to a hundredth: +3.4 %, −0.12 %, +80.3 %. */
export function signedPercent(value: number): string {
  const text = percentText(Math.abs(value));
  if (Number(text) === 0) return '0 %';
  return `${value < 0 ? '−' : '+'}${text} %`;
}

/** Without sign and unit. */
export function percentText(amount: number): string {
  return String(Number(amount.toFixed(amount >= 99.5 ? 0 : amount >= 10 ? 1 : 2)));
}

/** Three digits, and nothing below a thousandth: what is left of sums of doubles is 0. */
export function amountText(amount: number): string {
  if (amount >= 99.5) return String(Math.round(amount));
  return String(amount < 0.001 ? 0 : Number(amount.toPrecision(3)));
}

export function signedAmount(amount: number): string {
  const text = amountText(Math.abs(amount));
  if (text === '0') return text;
  return `${amount < 0 ? '−' : '+'}${text}`;
}

export function intervalText(lowPercent: number, highPercent: number): string {
  return `${signedPercent(lowPercent)} to ${signedPercent(highPercent)}`;
}
