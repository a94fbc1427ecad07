/** Three digits at most, with a real minus and a plus for what rises: +3.4 %, −0.12 %. */
export function signedPercent(value: number): string {
  const text = amountText(Math.abs(value));
  if (Number(text) === 0) return '0 %';
  return `${value < 0 ? '−' : '+'}${text} %`;
}

export function amountText(amount: number): string {
  if (amount >= 99.5) return String(Math.round(amount));
  return String(Number(amount.toPrecision(amount >= 0.1 ? 3 : 2)));
}

export function intervalText(lowPercent: number, highPercent: number): string {
  return `${signedPercent(lowPercent)} to ${signedPercent(highPercent)}`;
}
