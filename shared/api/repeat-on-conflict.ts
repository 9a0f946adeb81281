import { ConflictError } from '../platform/table.ts';

const attempts = 3;

/**
 * Does read-check-write work again from the start when somebody else wrote in between, so that its checks see what
 * was written. Work that may not overtake others compares versions itself.
 *
 * @throws ConflictError when others were faster every time.
 */
export async function repeatOnConflict<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ConflictError) || attempt === attempts) throw error;
    }
  }
}
