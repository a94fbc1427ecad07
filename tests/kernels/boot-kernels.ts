import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import type { ParsedReport } from './boot/guest-report.ts';
import { boot } from './boot/qemu.ts';
import { fetchKernel } from './debian/kernel-package.ts';
import type { CpioEntry } from './initramfs/cpio.ts';
import { guestFiles } from './initramfs/guest-files.ts';
import { buildGuestPrograms, writeInitramfs } from './initramfs/make-initramfs.ts';
import type { DebianKernel } from './kernels.ts';
import type { GuestStep } from './steps.ts';

/** A hang limit for one boot with all its steps, on a machine that has much else to do. */
const BOOT_LIMIT_MS = 90 * 60_000;

/** Boots kernels with the command, addon and programs of this clone. Close it to remove its files. */
export class KernelLab {
  readonly #folder = mkdtempSync(path.join(tmpdir(), 'meshprof-kernels-'));
  readonly #files: readonly CpioEntry[];

  constructor() {
    buildGuestPrograms(path.join(this.#folder, 'programs'));
    this.#files = guestFiles(path.join(this.#folder, 'programs'));
  }

  async run(kernel: DebianKernel, steps: readonly GuestStep[], append: readonly string[] = []): Promise<ParsedReport> {
    const fetched = await fetchKernel(kernel);
    if (!fetched.ok) return fetched;
    const initramfs = path.join(this.#folder, 'initramfs');
    writeInitramfs(initramfs, this.#files, steps);
    const { architecture } = kernel;
    return boot({ architecture, kernel: fetched.kernel.image, initramfs, append, timeoutMs: BOOT_LIMIT_MS });
  }

  close(): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
