/**
 * Somebody may look at the page with fewer rights than the start gave them, to see what a Viewer sees: the page keeps
 * the choice in a cookie. It can only lower the role, so it needs no protection.
 */
import { ORG_ROLES, type OrgRole } from './org-roles.ts';
import { readCookie } from './read-cookie.ts';

export const ROLE_COOKIE = 'meshprof_role';

export function effectiveRole(started: OrgRole, cookies: string | undefined): OrgRole {
  const wanted = ORG_ROLES.indexOf(readCookie(cookies, ROLE_COOKIE) as OrgRole);
  return wanted === -1 ? started : (ORG_ROLES[Math.min(wanted, ORG_ROLES.indexOf(started))] ?? started);
}
