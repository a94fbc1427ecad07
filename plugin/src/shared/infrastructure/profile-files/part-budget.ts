import { FILE_LIMITS, ProfileFileError } from './profile-file-error';

/** What may still be made of a file: packed, a megabyte can stand for stacks that fill the memory of a browser. */
export class PartBudget {
  #left: number = FILE_LIMITS.parts;

  take(parts: number): void {
    this.#left -= parts;
    if (this.#left < 0) {
      throw new ProfileFileError('too-many-parts');
    }
  }
}
