/** The frame around the app: name, the app's own pages, who one is, and the colour toggle. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { hasPermission } from '@grafana/runtime';
import { IconButton, Link, Tooltip, useStyles2, useTheme2 } from '@grafana/ui';
import type { ReactNode } from 'react';
import { useLocation } from 'react-router';
import { boot } from './page-globals.ts';

const APP_PREFIX = `/a/${boot.plugin.id}`;

/** Pages of the app itself; Grafana's own, such as the plugin's configuration, do not exist here. */
const pages = () =>
  boot.plugin.includes.filter(
    ({ type, path, addToNav, action }) =>
      type === 'page' && addToNav && path?.startsWith(`${APP_PREFIX}/`) && (!action || hasPermission(action))
  );

const ROLE_MEANINGS: Record<string, string> = {
  Viewer: 'May look at targets, tasks and profiles',
  Editor: 'May also start and cancel tasks',
  Admin: 'May do everything',
};

function Navigation() {
  const styles = useStyles2(getStyles);
  const { pathname } = useLocation();
  return (
    <nav className={styles.links} aria-label="Pages">
      {pages().map(({ name, path = '' }) => {
        const isCurrent = pathname === path || pathname.startsWith(`${path}/`);
        return (
          <Link
            key={path}
            href={path}
            className={cx(styles.link, isCurrent && styles.current)}
            aria-current={isCurrent ? 'page' : undefined}
          >
            {name}
          </Link>
        );
      })}
    </nav>
  );
}

export function Shell({ children, onToggleTheme }: { children: ReactNode; onToggleTheme: () => void }) {
  const styles = useStyles2(getStyles);
  const { isDark } = useTheme2();
  const { orgRole, login } = boot.user;
  return (
    <div className={styles.shell}>
      <header className={styles.bar}>
        <Link href={APP_PREFIX} className={styles.brand}>
          <img src={`/public/plugins/${boot.plugin.id}/img/logo.svg`} alt="" width={24} height={24} />
          {boot.plugin.name}
        </Link>
        <Navigation />
        <div className={styles.right}>
          <Tooltip content={ROLE_MEANINGS[orgRole] ?? orgRole}>
            <span className={styles.role} tabIndex={0} data-testid="host-role">
              {login} · {orgRole}
            </span>
          </Tooltip>
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
    gap: theme.spacing(3),
    height: theme.spacing(6),
    padding: theme.spacing(0, 3),
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
  links: css({ display: 'flex', alignSelf: 'stretch', gap: theme.spacing(1) }),
  link: css({
    display: 'flex',
    alignItems: 'center',
    padding: theme.spacing(0, 1.5),
    color: theme.colors.text.secondary,
    borderBottom: '2px solid transparent',
    borderTop: '2px solid transparent',
    '&:hover': { color: theme.colors.text.primary },
  }),
  current: css({
    color: theme.colors.text.primary,
    borderBottomColor: theme.colors.primary.border,
  }),
  right: css({ display: 'flex', alignItems: 'center', gap: theme.spacing(2), marginLeft: 'auto' }),
  role: css({ ...theme.typography.bodySmall, color: theme.colors.text.secondary, whiteSpace: 'nowrap' }),
});
