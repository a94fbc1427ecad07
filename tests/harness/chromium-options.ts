import { existsSync } from 'node:fs';

/** Debian's Chromium where there is one. Without the flags about background work it looks for hosts on the internet. */
export const CHROMIUM_OPTIONS = {
  ...(existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {}),
  args: [
    '--no-sandbox',
    '--disable-gpu',
    '--disable-quic',
    '--no-first-run',
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-sync',
  ],
};
