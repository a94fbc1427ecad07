/** The frame around the app: name, the app's own pages, who one is, and the colour toggle. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { IconButton, Link, useStyles2, useTheme2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import { LanguageMenu } from './language-menu.tsx';
import { Navigation } from './navigation.tsx';
import { boot } from './page-globals.ts';
import { RoleChoice } from './role-choice.tsx';

export function Shell({ children, onToggleTheme }: { children: ReactNode; onToggleTheme: () => void }) {
  const styles = useStyles2(getStyles);
  const { isDark } = useTheme2();
  return (
    <div className={styles.shell}>
      <header className={styles.bar}>
        <Link href={`/a/${boot.plugin.id}`} className={styles.brand} aria-label={boot.plugin.name}>
          <img src={`/public/plugins/${boot.plugin.id}/img/logo.svg`} alt="" width={24} height={24} />
          <span className={styles.name}>{boot.plugin.name}</span>
        </Link>
        <Navigation />
        <div className={styles.right}>
          <RoleChoice />
          <LanguageMenu />
          <IconButton
            name="adjust-circle"
            size="lg"
            tooltip={isDark ? 'Light colours' : 'Dark colours'}
            onClick={onToggleTheme}
            data-testid="host-theme-toggle"
          />
        </div>
      </header>
      {children}
    </div>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  shell: css({ minHeight: '100vh', background: theme.colors.background.canvas }),
  bar: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(2),
    height: theme.spacing(6),
    padding: theme.spacing(0, 2),
    background: theme.colors.background.primary,
    borderBottom: `1px solid ${theme.colors.border.weak}`,
  }),
  brand: css({
    display: 'flex',
    alignItems: 'center',
    gap: theme.spacing(1),
    fontWeight: theme.typography.fontWeightMedium,
    color: theme.colors.text.primary,
  }),
  name: css({ [theme.breakpoints.down('sm')]: { display: 'none' } }),
  right: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(1), marginLeft: 'auto' }),
});
