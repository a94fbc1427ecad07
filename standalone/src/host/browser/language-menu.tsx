/** The choice among the languages that the app has texts for. */
import { LANGUAGES } from '@grafana/i18n';
import { Button, Dropdown, Menu } from '@grafana/ui';
import { chooseLanguage } from './language-choice.ts';
import { boot, language } from './page-globals.ts';

const nameOf = (code: string) => LANGUAGES.find((candidate) => candidate.code === code)?.name ?? code;

export function LanguageMenu() {
  const codes = Object.keys(boot.plugin.translations);
  if (codes.length < 2) return null;
  const menu = (
    <Menu>
      {codes.map((code) => (
        <Menu.Item
          key={code}
          label={nameOf(code)}
          active={code === language}
          onClick={() => chooseLanguage(code)}
          testId={`host-language-${code}`}
        />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-end">
      <Button
        variant="secondary"
        fill="text"
        size="sm"
        aria-label={`Language: ${nameOf(language)}`}
        data-testid="host-language"
      >
        {language.slice(0, 2).toUpperCase()}
      </Button>
    </Dropdown>
  );
}
