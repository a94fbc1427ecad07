/** The app's own pages: a row of links where there is room, else a menu. */
import { css, cx } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import { hasPermission } from '@grafana/runtime';
import { Button, Dropdown, Link, Menu, useStyles2 } from '@grafana/ui';
import { useLocation, useNavigate } from 'react-router';
import { boot } from './page-globals.ts';

interface NavigationPage {
  readonly name: string;
  readonly path: string;
  readonly isCurrent: boolean;
}

function usePages(): NavigationPage[] {
  const { pathname } = useLocation();
  return boot.plugin.includes
    .filter(({ type, addToNav, action, role }) => {
      const isAllowed = (!action || hasPermission(action)) && (role !== 'Admin' || boot.user.orgRole === 'Admin');
      return type === 'page' && addToNav && isAllowed;
    })
    .map(({ name = '', path = '' }) => ({
      name,
      path,
      isCurrent: pathname === path || pathname.startsWith(`${path}/`),
    }));
}

export function Navigation() {
  const styles = useStyles2(getStyles);
  const pages = usePages();
  return (
    <nav className={styles.navigation} aria-label="Pages" data-testid="host-navigation">
      <div className={styles.row}>
        {pages.map(({ name, path, isCurrent }) => (
          <Link
            key={path}
            href={path}
            className={cx(styles.link, isCurrent && styles.current)}
            aria-current={isCurrent ? 'page' : undefined}
          >
            {name}
          </Link>
        ))}
      </div>
      <div className={styles.menu}>
        <PagesMenu pages={pages} />
      </div>
    </nav>
  );
}

function PagesMenu({ pages }: { pages: NavigationPage[] }) {
  const navigate = useNavigate();
  const current = pages.find(({ isCurrent }) => isCurrent);
  const menu = (
    <Menu>
      {pages.map(({ name, path, isCurrent }) => (
        <Menu.Item key={path} label={name} active={isCurrent} onClick={() => navigate(path)} />
      ))}
    </Menu>
  );
  return (
    <Dropdown overlay={menu} placement="bottom-start">
      <Button variant="secondary" size="sm" icon="bars" data-testid="host-pages-menu">
        {current?.name ?? 'Pages'}
      </Button>
    </Dropdown>
  );
}

/** Below this the row would not fit beside name and role. */
const ROW_FROM = 'xl';

const getStyles = (theme: GrafanaTheme2) => ({
  navigation: css({ display: 'flex', alignSelf: 'stretch', alignItems: 'center', minWidth: 0 }),
  row: css({
    display: 'flex',
    alignSelf: 'stretch',
    [theme.breakpoints.down(ROW_FROM)]: { display: 'none' },
  }),
  menu: css({ [theme.breakpoints.up(ROW_FROM)]: { display: 'none' } }),
  link: css({
    display: 'flex',
    alignItems: 'center',
    padding: theme.spacing(0, 1.25),
    whiteSpace: 'nowrap',
    color: theme.colors.text.secondary,
    borderBottom: '2px solid transparent',
    borderTop: '2px solid transparent',
    '&:hover': { color: theme.colors.text.primary },
  }),
  current: css({
    color: theme.colors.text.primary,
    borderBottomColor: theme.colors.primary.border,
  }),
});
