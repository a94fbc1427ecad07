import { execFileSync } from 'node:child_process';
import { closeSync, constants, openSync, rmSync } from 'node:fs';

export interface LogPipe {
  readonly readFd: number;
  readonly writeFd: number;
  /** Closes this process's ends; the two programs keep theirs. */
  readonly closeOwnEnds: () => void;
}

/**
 * A real pipe between two programs. Node's own `pipe` is a socket pair, and a socket cannot be opened again through
 * /dev/stdout, which is just what Envoy's access log (and Istio's default) does under a container runtime.
 */
export function openLogPipe(path: string): LogPipe {
  rmSync(path, { force: true });
  execFileSync('mkfifo', ['-m', '600', path]);
  // A FIFO opened for reading alone waits for a writer; one opened for both does not, and stands in until both exist.
  const both = openSync(path, constants.O_RDWR);
  const readFd = openSync(path, constants.O_RDONLY);
  const writeFd = openSync(path, constants.O_WRONLY);
  closeSync(both);
  return {
    readFd,
    writeFd,
    closeOwnEnds: () => {
      closeSync(readFd);
      closeSync(writeFd);
    },
  };
}
