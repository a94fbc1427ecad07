/** `PluginPage` of @grafana/runtime as Grafana draws it: breadcrumb, title, facts, actions, content. */
import { css } from '@emotion/css';
import type { GrafanaTheme2 } from '@grafana/data';
import type { PluginPageProps } from '@grafana/runtime';
import { Link, useStyles2 } from '@grafana/ui';
import { useEffect } from 'react';
import { useLocation } from 'react-router';
import { boot } from './page-globals.ts';

const includeOf = (pathname: string) =>
  boot.plugin.includes.find(({ path }) => path !== undefined && pathname.startsWith(path));

export function PluginPage({ pageNav, info, actions, subTitle, renderTitle, children }: PluginPageProps) {
  const styles = useStyles2(getStyles);
  const { pathname } = useLocation();
  const title = pageNav?.text ?? includeOf(pathname)?.name ?? boot.plugin.name;
  const parent = pageNav?.parentItem;
  const description = subTitle ?? pageNav?.subTitle;
  useEffect(() => {
    document.title = `${title} – ${boot.plugin.name}`;
  }, [title]);

  return (
    <main className={styles.page}>
      <header className={styles.header}>
        <div className={styles.titles}>
          {parent && (
            <nav aria-label="Breadcrumb" className={styles.breadcrumb}>
              <Link href={parent.url}>{parent.text}</Link> / <span aria-current="page">{title}</span>
            </nav>
          )}
          {renderTitle ? renderTitle(title) : <h1 className={styles.title}>{title}</h1>}
          {description && <div className={styles.description}>{description}</div>}
        </div>
        {info && info.length > 0 && (
          <dl className={styles.facts}>
            {info.map(({ label, value }) => (
              <div key={label}>
                <dt className={styles.factName}>{label}</dt>
                <dd className={styles.fact}>{value}</dd>
              </div>
            ))}
          </dl>
        )}
        {actions && <div className={styles.actions}>{actions}</div>}
      </header>
      {children}
    </main>
  );
}

const getStyles = (theme: GrafanaTheme2) => ({
  page: css({
    padding: theme.spacing(3, 3, 6),
    maxWidth: 1920,
    margin: '0 auto',
    [theme.breakpoints.down('sm')]: { padding: theme.spacing(2, 1.5, 4) },
  }),
  header: css({
    display: 'flex',
    flexWrap: 'wrap',
    alignItems: 'flex-start',
    gap: theme.spacing(2, 4),
    marginBottom: theme.spacing(3),
  }),
  titles: css({ flex: '1 1 320px', minWidth: 0 }),
  breadcrumb: css({
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    marginBottom: theme.spacing(0.5),
    a: { color: theme.colors.text.link, textDecoration: 'underline' },
  }),
  title: css({ ...theme.typography.h2, margin: 0, overflowWrap: 'anywhere' }),
  description: css({ color: theme.colors.text.secondary, marginTop: theme.spacing(0.5) }),
  facts: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1, 3), margin: 0 }),
  factName: css({
    ...theme.typography.bodySmall,
    color: theme.colors.text.secondary,
    fontWeight: theme.typography.fontWeightRegular,
  }),
  fact: css({ margin: 0, minHeight: theme.spacing(3), display: 'flex', alignItems: 'center' }),
  actions: css({ display: 'flex', flexWrap: 'wrap', gap: theme.spacing(1) }),
});
