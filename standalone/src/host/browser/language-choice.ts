/** Language of the app's texts: `?lang=` of this load, else what was chosen last on this browser, else English. */
const STORAGE_KEY = 'meshprof.language';
const QUERY_KEY = 'lang';

export const DEFAULT_LANGUAGE = 'en-US';

export function chosenLanguage(available: readonly string[]): string {
  const wanted = [new URLSearchParams(location.search).get(QUERY_KEY), localStorage.getItem(STORAGE_KEY)];
  return wanted.find((language) => language !== null && available.includes(language)) ?? DEFAULT_LANGUAGE;
}

/** Texts are bound when the app loads, so the page loads again, as Grafana's preferences make it. */
export function chooseLanguage(language: string): void {
  localStorage.setItem(STORAGE_KEY, language);
  const url = new URL(location.href);
  url.searchParams.delete(QUERY_KEY);
  location.replace(url);
}
