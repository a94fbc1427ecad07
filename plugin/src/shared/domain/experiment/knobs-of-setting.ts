import { type Knob, KNOBS } from '@meshprof/contracts';
import { knobOutOfReach } from '../contract-texts/experiment-texts';

/** What an experiment can turn of a setting; empty where no driver can. */
export const knobsOfSetting = (settingId: string): Knob[] =>
  KNOBS.filter((knob: Knob) => knob.settingId === settingId && Object.keys(knob.changes).length > 0);

/** Why no driver turns it, and what to do instead; undefined where one does, or where nothing is known of it. */
export function outOfReachOf(settingId: string): string | undefined {
  const knob = KNOBS.find((row: Knob) => row.settingId === settingId && row.outOfReach !== undefined);
  return knob && knobOutOfReach(knob);
}
