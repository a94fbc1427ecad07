/**
 * Preloaded into a process whose date and time are to be off (CLOCK_OFF_MS), or set by CLOCK_STEP_MS whenever it gets
 * SIGUSR2 and back with the next; its steady clock is right.
 */
let offMs = Number(process.env.CLOCK_OFF_MS ?? 0);
let stepMs = Number(process.env.CLOCK_STEP_MS ?? 0);
const RealDate = Date;

globalThis.Date = class extends RealDate {
  constructor(...values) {
    if (values.length === 0) super(RealDate.now() + offMs);
    else super(...values);
  }

  static now() {
    return RealDate.now() + offMs;
  }
};

if (stepMs !== 0) {
  process.on('SIGUSR2', () => {
    offMs += stepMs;
    stepMs = -stepMs;
  });
}
