import type { ExperimentSpec, ExperimentState } from '@meshprof/contracts';

export interface DemoLoadHolderParts {
  readonly load: { readonly pause: () => void; readonly resume: () => void };
  /** Of the demo's Envoy. */
  readonly adminUrl: string;
  readonly specOf: (experimentId: string) => Promise<ExperimentSpec | undefined>;
}

/** In these an experiment sends its own load, or finds out how much its proxy can take. */
const LOADING: readonly ExperimentState[] = ['preflight', 'a-a', 'running'];

/** Holds the demo's constant load while an experiment sends its own: both at once would measure each other. */
export class DemoLoadHolder {
  readonly #parts: DemoLoadHolderParts;
  readonly #loading = new Set<string>();

  constructor(parts: DemoLoadHolderParts) {
    this.#parts = parts;
  }

  async stateChanged(experimentId: string, state: ExperimentState): Promise<void> {
    if (!LOADING.includes(state)) {
      if (this.#loading.delete(experimentId) && this.#loading.size === 0) this.#parts.load.resume();
      return;
    }
    if (this.#loading.has(experimentId)) return;
    const spec = await this.#parts.specOf(experimentId);
    if (spec === undefined || spec.load.generator === 'external' || !this.#isOfDemo(spec)) return;
    if (this.#loading.size === 0) this.#parts.load.pause();
    this.#loading.add(experimentId);
  }

  /** `localhost` and `127.0.0.1` are the same listener. */
  #isOfDemo({ target }: ExperimentSpec): boolean {
    return target.adminUrl === undefined || new URL(target.adminUrl).port === new URL(this.#parts.adminUrl).port;
  }
}
