/** Light or dark: what the person toggled last on this browser, else what the server was started with. */
const STORAGE_KEY = 'meshprof.theme';

export type Mode = 'dark' | 'light';

export function chosenTheme(fallback: string): Mode {
  const stored = localStorage.getItem(STORAGE_KEY);
  if (stored === 'dark' || stored === 'light') return stored;
  if (fallback === 'system') return matchMedia('(prefers-color-scheme: light)').matches ? 'light' : 'dark';
  return fallback === 'light' ? 'light' : 'dark';
}

export const storeTheme = (mode: Mode): void => localStorage.setItem(STORAGE_KEY, mode);
