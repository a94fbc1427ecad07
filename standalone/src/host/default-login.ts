import { userInfo } from 'node:os';

/** The account that runs this process, so that tasks name their author; `local` where there is no account entry. */
export function defaultLogin(): string {
  try {
    return userInfo().username;
  } catch {
    return 'local';
  }
}
