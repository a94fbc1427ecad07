import { defineConfig } from 'i18next-cli';
import pluginJson from './src/plugin.json' with { type: 'json' };

/** `npm run i18n-extract` brings the files in src/locales up to the texts in the code. */
export default defineConfig({
  locales: pluginJson.languages,
  extract: {
    input: ['src/**/*.{ts,tsx}'],
    ignore: ['src/**/*.test.{ts,tsx}'],
    output: 'src/locales/{{language}}/{{namespace}}.json',
    defaultNS: pluginJson.id,
    functions: ['t', '*.t'],
    transComponents: ['Trans'],
    primaryLanguage: 'en-US',
    defaultValue: '',
    sort: true,
    indentation: 2,
    removeUnusedKeys: true,
    // Translations of contracts' tables, whose keys are made of codes: src/shared/domain/contract-texts.
    preservePatterns: ['contracts.*'],
  },
});
