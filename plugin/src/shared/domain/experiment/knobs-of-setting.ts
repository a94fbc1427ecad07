import { type Knob, KNOBS } from '@meshprof/contracts';

/** What an experiment can turn of a setting; empty where no driver can. */
export const knobsOfSetting = (settingId: string): Knob[] =>
  KNOBS.filter((knob: Knob) => knob.settingId === settingId && Object.keys(knob.changes).length > 0);
