import { readFile, stat } from 'node:fs/promises';
import { SecretFileError } from './errors.ts';

/**
 * Reads a secret from a file of its own, which nobody but its owner may read.
 * @throws SecretFileError (DL8002)
 */
export async function readSecret(file: string, shortest: number): Promise<string> {
  const { mode } = await stat(file).catch((error: NodeJS.ErrnoException) => {
    throw new SecretFileError(file, error.code === 'ENOENT' ? 'there is no such file' : error.message, error);
  });
  if ((mode & 0o077) !== 0) {
    throw new SecretFileError(file, `others than its owner can read it: chmod 600 ${file}`);
  }
  const secret = (await readFile(file, 'utf8')).trim();
  if (secret.length < shortest) throw new SecretFileError(file, `it has under ${shortest} characters`);
  return secret;
}
