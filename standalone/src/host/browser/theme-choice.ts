/** Light or dark: `?theme=` as in Grafana, else what was toggled last on this browser, else what the server was started with. */
const STORAGE_KEY = 'meshprof.theme';

export type Mode = 'dark' | 'light';

export function chosenTheme(fallback: string): Mode {
  const wanted = [new URLSearchParams(location.search).get('theme'), localStorage.getItem(STORAGE_KEY)];
  const mode = wanted.find((name) => name === 'dark' || name === 'light');
  if (mode) return mode;
  if (fallback === 'system') return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  return fallback === 'light' ? 'light' : 'dark';
}

export const storeTheme = (mode: Mode): void => localStorage.setItem(STORAGE_KEY, mode);
