/**
 * Whether this replica does the background work: scheduled starts, deadlines, policies, retention. Ask on every round.
 *
 * It saves work, it is no lock. A replica that lost its connection may go on for a moment while another has taken
 * over, so what must not happen twice is guarded where it is stored: by a row lock, a unique key or a condition in the
 * update itself.
 */
export interface Leadership {
  readonly isLeader: boolean;
}

/** SQLite has one controller. */
export const ALWAYS_LEADER: Leadership = { isLeader: true };
