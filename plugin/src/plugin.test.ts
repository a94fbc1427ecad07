import { existsSync } from 'fs';
import { join } from 'path';
import { ACCESS_HEADER, ACCESS_LEVELS, PLUGIN_ID, SECRET_HEADER } from '@meshprof/contracts';
import pluginJson from './plugin.json';

describe('plugin.json', () => {
  it('has the id that the other parts know', () => {
    expect(pluginJson.id).toBe(PLUGIN_ID);
  });

  it('has one route for each access level, which sets level and secret itself', () => {
    expect(pluginJson.routes.map(({ path }) => path)).toEqual(ACCESS_LEVELS.map((level) => `${level}/*`));
    for (const { path, headers, url } of pluginJson.routes) {
      const set = Object.fromEntries(headers.map(({ name, content }) => [name.toLowerCase(), content]));
      expect(set).toEqual({
        [SECRET_HEADER]: '{{ .SecureJsonData.secret }}',
        [ACCESS_HEADER]: path.replace('/*', ''),
      });
      expect(url).toBe('{{ .JsonData.controllerUrl }}');
    }
  });

  it('lets nothing but GET through the route that viewers have', () => {
    const viewer = pluginJson.routes.filter(({ reqAction }) => reqAction.endsWith('tasks:read'));
    expect(viewer.map(({ path, method }) => ({ path, method }))).toEqual([{ path: 'read/*', method: 'GET' }]);
  });

  it('grants every action that a route or page asks for, to one role at least', () => {
    const granted = pluginJson.roles.flatMap(({ role }) => role.permissions.map(({ action }) => action));
    const asked = [
      ...pluginJson.routes.map(({ reqAction }) => reqAction),
      ...pluginJson.includes.flatMap((include) => ('action' in include ? [include.action] : [])),
    ];
    for (const action of asked) {
      expect(granted).toContain(action?.replace('%PLUGIN_ID%', pluginJson.id));
    }
  });

  it('ships the pictures it names', () => {
    const { logos, screenshots } = pluginJson.info;
    for (const file of [logos.small, logos.large, ...screenshots.map((shot: { path: string }) => shot.path)]) {
      expect(existsSync(join(__dirname, file))).toBe(true);
    }
  });
});
