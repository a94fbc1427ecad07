import { type Static, Type } from 'typebox';
import { stringEnum } from './string-enum.ts';

/** What an agent sends and a controller takes at most, so that a report stays far below its limit of 64 KiB. */
export const PROXY_SETTINGS_LIMITS = {
  rows: 100,
  rowsPerSetting: 5,
  notes: 12,
  /** Istio's usual log format has 500. */
  valueBytes: 640,
  placeBytes: 200,
  /** Of all rows together, as JSON. */
  totalBytes: 20_000,
} as const;

/** Characters, not bytes: an agent that cuts by bytes is always within. */
const text = (maxLength: number, description: string) => Type.String({ maxLength, description });
/** Of a table of contracts, perhaps of a newer one. */
const id = (description: string) => Type.String({ pattern: '^[a-z0-9_.-]{1,64}$', description });
const { rows, notes, valueBytes, placeBytes } = PROXY_SETTINGS_LIMITS;

/** Where a value stands: in a file, on the command line, nowhere (the default holds), or where the node cannot look. */
export const SETTING_SOURCES = ['file', 'command-line', 'default', 'not-visible'] as const;
export type SettingSource = (typeof SETTING_SOURCES)[number];

export const ProxySettingSchema = Type.Object(
  {
    settingId: id('Of the table of mesh settings'),
    value: Type.Optional(text(valueBytes, 'Absent where it is not visible')),
    source: stringEnum(SETTING_SOURCES),
    file: Type.Optional(text(placeBytes, 'As the proxy names it, inside its own file system')),
    path: Type.Optional(text(placeBytes, 'Place in that file, or the option of the command line')),
    scope: Type.Optional(text(placeBytes, 'Listener, cluster or logger that it is of')),
    times: Type.Optional(
      Type.Integer({ minimum: 2, description: 'In so many places stands the same; the first is told' })
    ),
    notes: Type.Optional(Type.Array(id('Of the table of setting notes'), { maxItems: 8 })),
  },
  { title: 'ProxySetting' }
);
export type ProxySetting = Static<typeof ProxySettingSchema>;

/**
 * The settings of an Envoy as its command line and its files said when a session started: the present values behind the
 * cost categories. Only fields of the table of mesh settings, never a header's value, a key or a token.
 */
export const ProxySettingsSchema = Type.Object(
  {
    settings: Type.Array(ProxySettingSchema, { maxItems: rows }),
    leftOut: Type.Optional(Type.Integer({ minimum: 1, description: 'Rows beyond the limits' })),
    notes: Type.Array(
      Type.Object({
        id: id('Of the table of setting notes'),
        file: Type.Optional(text(placeBytes, 'As the proxy names it')),
        detail: Type.Optional(text(placeBytes, 'More about it, such as the line')),
      }),
      { maxItems: notes, description: 'What could not be read, and why' }
    ),
  },
  { title: 'ProxySettings' }
);
export type ProxySettings = Static<typeof ProxySettingsSchema>;
