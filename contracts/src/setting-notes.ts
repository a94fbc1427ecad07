/**
 * What is said beside a setting of a proxy or beside a file that should have told it: why a value is not known, what may
 * override it, what to do. `id` is what travels; the sentence is for people.
 */
export interface SettingNote {
  readonly id: string;
  readonly sentence: string;
}

export const SETTING_NOTES = [
  // Beside a setting.
  {
    id: 'by-istiod',
    sentence:
      'istiod sends it over xDS, so the node cannot see it. It follows from the Istio objects named for the setting; `istioctl proxy-config` shows what the proxy holds.',
  },
  {
    id: 'by-xds',
    sentence:
      'A management server sends it over xDS, so the node cannot see it. /config_dump of the proxy’s admin API shows what it holds.',
  },
  { id: 'file-unread', sentence: 'The configuration that would tell it could not be read: see the notes.' },
  {
    id: 'outside-proxy',
    sentence: 'Not part of the proxy’s configuration: set where the setting says, and not visible from the node.',
  },
  {
    id: 'telemetry-wins',
    sentence:
      'From the pod’s ProxyConfig (MeshConfig defaultConfig or annotation). It holds unless a Telemetry object or its provider says otherwise.',
  },
  { id: 'runtime-decides', sentence: 'A runtime key decides, whatever the listener says.' },
  {
    id: 'admin-may-override',
    sentence:
      'A value set through the proxy’s admin API (/runtime_modify) would win over this one, and is not visible.',
  },
  {
    id: 'runtime-unseen',
    sentence: 'A runtime layer above this one is not visible (xDS, or a folder of keys): it may hold another value.',
  },
  // Beside a file.
  { id: 'no-config', sentence: 'The command line names no configuration.' },
  { id: 'file-missing', sentence: 'There is no such file where the proxy looks, or no longer.' },
  {
    id: 'file-special',
    sentence: 'It is no regular file on a disk (a folder, pipe, device or kernel file): not read.',
  },
  {
    id: 'file-forbidden',
    sentence: 'The proxy’s own user may not read it, so neither does the agent.',
  },
  { id: 'file-no-access', sentence: 'The agent may not look into the proxy’s file system: it needs CAP_SYS_PTRACE.' },
  { id: 'file-too-large', sentence: 'It is larger than the agent reads.' },
  {
    id: 'files-too-many',
    sentence: 'There are more files of configuration than the agent reads; the rest is left out.',
  },
  { id: 'file-broken', sentence: 'It is not valid JSON or YAML.' },
  { id: 'file-not-envoy', sentence: 'It holds no configuration of Envoy.' },
  { id: 'file-format', sentence: 'Its format (protobuf) is not read; JSON and YAML are.' },
  { id: 'file-unreadable', sentence: 'Reading it failed.' },
  {
    id: 'took-too-much',
    sentence: 'Reading the configuration took more time or memory than the agent grants it, and was given up.',
  },
] as const satisfies readonly SettingNote[];

export type SettingNoteId = (typeof SETTING_NOTES)[number]['id'];
