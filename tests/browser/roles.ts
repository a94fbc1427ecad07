import path from 'node:path';

export const ROLES = ['Viewer', 'Editor', 'Admin'] as const;
export type Role = (typeof ROLES)[number];

/** People of a real Grafana, one a role; `auth.setup` logs them in. The administrator must exist. */
export const grafanaUsers: Record<Role, { user: string; password: string }> = {
  Viewer: { user: 'meshprof-viewer', password: 'meshprof-viewer' },
  Editor: { user: 'meshprof-editor', password: 'meshprof-editor' },
  Admin: {
    user: process.env.GRAFANA_ADMIN_USER ?? 'admin',
    password: process.env.GRAFANA_ADMIN_PASSWORD ?? 'admin',
  },
};

/** Where @grafana/plugin-e2e keeps a session. */
export const sessionFileOf = (role: Role): string =>
  path.join(import.meta.dirname, 'playwright', '.auth', `${grafanaUsers[role].user}.json`);
