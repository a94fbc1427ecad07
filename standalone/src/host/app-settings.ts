/**
 * The app's settings, which Grafana would keep in its database: the start gives them, the configuration page changes
 * them, and they last until Meshprof is stopped.
 */
import { type Static, Type } from 'typebox';
import { Value } from 'typebox/value';
import { firstFault } from './first-fault.ts';

const TextSchema = Type.String({ maxLength: 16_384 });

/** What `POST /api/plugins/<id>/settings` takes. */
const SettingsUpdateSchema = Type.Object({
  enabled: Type.Optional(Type.Boolean()),
  pinned: Type.Optional(Type.Boolean()),
  jsonData: Type.Optional(Type.Record(Type.String(), Type.Unknown(), { maxProperties: 100 })),
  secureJsonData: Type.Optional(Type.Record(Type.String(), TextSchema, { maxProperties: 100 })),
});
type SettingsUpdate = Static<typeof SettingsUpdateSchema>;

export interface InitialSettings {
  /** Read at each request until somebody changes the settings: an address may only be known once a server listens. */
  readonly jsonData: () => Readonly<Record<string, unknown>>;
  readonly secureJsonData: Readonly<Record<string, string>>;
}

export class AppSettings {
  readonly #initial: InitialSettings;
  #jsonData: SettingsUpdate['jsonData'];
  #secureJsonData: Readonly<Record<string, string>>;

  constructor(initial: InitialSettings) {
    this.#initial = initial;
    this.#secureJsonData = initial.secureJsonData;
  }

  get jsonData(): Readonly<Record<string, unknown>> {
    return this.#jsonData ?? this.#initial.jsonData();
  }

  /** Never for the browser. */
  get secureJsonData(): Readonly<Record<string, string>> {
    return this.#secureJsonData;
  }

  /** As in Grafana `jsonData` is replaced as a whole and secrets one by one. Answers what is wrong, if anything is. */
  update(body: unknown): string | undefined {
    if (!Value.Check(SettingsUpdateSchema, body)) {
      return `bad request data: ${firstFault(SettingsUpdateSchema, body)}`;
    }
    if (body.jsonData !== undefined) this.#jsonData = body.jsonData;
    this.#secureJsonData = { ...this.#secureJsonData, ...body.secureJsonData };
    return undefined;
  }
}
