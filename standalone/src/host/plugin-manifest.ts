/**
 * What the host page takes from the built plugin's own plugin.json, so that routes, permissions and navigation are
 * those that Grafana would read and are written down once.
 */
import { type Static, Type } from 'typebox';
import { ORG_ROLES, type OrgRole } from './org-roles.ts';

const RouteSchema = Type.Object({
  path: Type.String(),
  method: Type.Optional(Type.String()),
  url: Type.String(),
  reqRole: Type.Optional(Type.String()),
  reqAction: Type.Optional(Type.String()),
  headers: Type.Optional(Type.Array(Type.Object({ name: Type.String(), content: Type.String() }))),
});
export type PluginRoute = Static<typeof RouteSchema>;

const IncludeSchema = Type.Object({
  type: Type.String(),
  name: Type.Optional(Type.String()),
  path: Type.Optional(Type.String()),
  action: Type.Optional(Type.String()),
  role: Type.Optional(Type.String()),
  addToNav: Type.Optional(Type.Boolean()),
  icon: Type.Optional(Type.String()),
});
export type PluginInclude = Static<typeof IncludeSchema>;

export const ManifestSchema = Type.Object({
  id: Type.String(),
  name: Type.String(),
  type: Type.Literal('app'),
  info: Type.Object({ version: Type.String() }),
  languages: Type.Optional(Type.Array(Type.String())),
  includes: Type.Optional(Type.Array(IncludeSchema)),
  routes: Type.Optional(Type.Array(RouteSchema)),
  roles: Type.Optional(
    Type.Array(
      Type.Object({
        role: Type.Object({ permissions: Type.Array(Type.Object({ action: Type.String() })) }),
        grants: Type.Array(Type.String()),
      })
    )
  ),
});
export type PluginManifest = Static<typeof ManifestSchema>;

/** Every action that plugin.json grants to a role; as in Grafana a higher role has those of the lower ones. */
export function actionsOf(manifest: PluginManifest, role: OrgRole): Set<string> {
  const included = ORG_ROLES.slice(0, ORG_ROLES.indexOf(role) + 1);
  const granted = (manifest.roles ?? []).filter(({ grants }) => included.some((name) => grants.includes(name)));
  return new Set(granted.flatMap(({ role: { permissions } }) => permissions.map(({ action }) => action)));
}
