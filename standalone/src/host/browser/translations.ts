/** What Grafana does about languages before it loads a plugin: i18next in the user's language, with the plugin's file. */
import { setLocale } from '@grafana/data';
import { initPluginTranslations } from '@grafana/i18n';
import i18next from 'i18next';
import { DEFAULT_LANGUAGE } from './language-choice.ts';
import { boot, language } from './page-globals.ts';

type Texts = Record<string, unknown>;

async function loadTexts(name: string): Promise<Texts> {
  const file = boot.plugin.translations[name];
  const response = file === undefined ? undefined : await fetch(`/${file}`);
  // Without the file the app shows the English that is in its code.
  return response?.ok === true ? ((await response.json()) as Texts) : {};
}

export async function startTranslations(): Promise<void> {
  document.documentElement.lang = language;
  const names = [...new Set([DEFAULT_LANGUAGE, language])];
  const loaded = await Promise.all(names.map(async (name) => [name, { [boot.plugin.id]: await loadTexts(name) }]));
  await i18next.init({
    lng: language,
    fallbackLng: DEFAULT_LANGUAGE,
    resources: Object.fromEntries(loaded) as Record<string, Record<string, Texts>>,
    returnEmptyString: false,
    showSupportNotice: false,
  });
  await initPluginTranslations('meshprof-host-page', []);
  await setMomentLocale();
}

/** For "3 minutes ago" and dates. */
async function setMomentLocale(): Promise<void> {
  const [locale] = language.split('-');
  // @ts-expect-error -- ships no types, and only its effect is wanted
  if (locale === 'de') await import('moment/locale/de');
  setLocale(locale ?? 'en');
}
