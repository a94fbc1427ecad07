import type { FullSpec } from '@meshprof/experiments';
import type { Driver } from '../drivers/driver.ts';
import { type Outcome, succeed } from '../drivers/outcome.ts';
import { inspect } from './preflight.ts';
import type { RunTools, SlotBench } from './run-tools.ts';

export interface EquipmentParts {
  readonly spec: FullSpec;
  readonly tools: RunTools;
  /** A sentence for who watches. */
  readonly onNote: (sentence: string) => void;
}

/** Driver and bench of a run, opened when they are first needed, and kept. */
export class RunEquipment {
  readonly #parts: EquipmentParts;
  #driver: Driver | undefined;
  #bench: SlotBench | undefined;

  constructor(parts: EquipmentParts) {
    this.#parts = parts;
  }

  /** `isNew`: a proxy that came back is another process, so the driver of before is of no use. */
  async driver({ isNew = false } = {}): Promise<Outcome<Driver>> {
    if (isNew) await this.close();
    if (this.#driver !== undefined) return succeed(this.#driver);
    const opened = await this.#parts.tools.openDriver();
    if (opened.ok) this.#driver = opened.value;
    return opened;
  }

  /** With all that is looked at before anything is changed; once a process. */
  async driverAndBench(): Promise<Outcome<{ readonly driver: Driver; readonly bench: SlotBench }>> {
    const driver = await this.driver();
    if (!driver.ok) return driver;
    const bench = await this.#openBench(driver.value);
    return bench.ok ? succeed({ driver: driver.value, bench: bench.value }) : bench;
  }

  async close(): Promise<void> {
    await this.#driver?.close();
    this.#driver = undefined;
    this.#bench = undefined;
  }

  async #openBench(driver: Driver): Promise<Outcome<SlotBench>> {
    if (this.#bench !== undefined) return succeed(this.#bench);
    const { spec, tools, onNote } = this.#parts;
    const inspected = await inspect(spec, driver, tools);
    if (!inspected.ok) return inspected;
    const { bench, findings } = inspected.value;
    for (const { severity, sentence, remedy } of findings) {
      if (severity !== 'info') onNote(`${sentence} ${remedy}`.trim());
    }
    this.#bench = bench;
    return succeed(bench);
  }
}
