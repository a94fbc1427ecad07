import { getValueFormat } from '@grafana/data';

const countFormat = new Intl.NumberFormat('en-US');

/** 12345 → "12,345". */
export const formatCount = (count: number): string => countFormat.format(count);

/** A value in a Grafana unit id, as text: ns → "1.53 s", short → "12.3 K". */
export function formatAmount(value: number, grafanaUnit: string): string {
  const { text, suffix = '', prefix = '' } = getValueFormat(grafanaUnit)(value, 2);
  return `${prefix}${text}${suffix}`;
}

/** 268435456 → "256 MiB", 95840000 → "91.4 MiB": as many digits as tell something. */
export function formatSize(bytes: number): string {
  const { text, suffix = '' } = getValueFormat('bytes')(bytes);
  return `${text}${suffix}`;
}

/** A measured value with its unit: "91.5 %", "1,234 threads". */
export function formatMeasured(value: number, unit = ''): string {
  const text = Number.isInteger(value) ? formatCount(value) : String(Number(value.toPrecision(4)));
  return unit === '' ? text : `${text} ${unit}`;
}

/** 0.0412 → "4.1 %"; below a tenth of a percent "<0.1 %", and nothing at all "0 %". */
export function formatShare(share: number): string {
  if (share === 0) {
    return '0 %';
  }
  return share < 0.001 ? '<0.1 %' : `${(share * 100).toFixed(1)} %`;
}

/** 10000 → "10 s", 90000 → "1 min 30 s". */
export function formatDuration(durationMs: number): string {
  if (durationMs < 60_000) {
    const seconds = durationMs / 1000;
    return `${Number.isInteger(seconds) ? seconds : seconds.toFixed(1)} s`;
  }
  const totalSeconds = Math.round(durationMs / 1000);
  const hours = Math.floor(totalSeconds / 3600);
  const minutes = Math.floor((totalSeconds % 3600) / 60);
  const seconds = totalSeconds % 60;
  return [hours && `${hours} h`, minutes && `${minutes} min`, seconds && `${seconds} s`].filter(Boolean).join(' ');
}
