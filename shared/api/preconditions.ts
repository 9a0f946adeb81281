import { BadRequestError, PreconditionRequiredError } from './errors.ts';

/** The ETag of a version. */
export const etagOf = (version: number): string => `"${version}"`;

type Headers = Readonly<Record<string, string | undefined>>;

/**
 * The version that the caller read and now changes: `If-Match: "3"`. `If-None-Match: *` says that there is none yet,
 * which is version 0.
 *
 * @throws PreconditionRequiredError without either, BadRequestError where it names no version.
 */
export function expectedVersionOf(headers: Headers): number {
  const ifMatch = headers['if-match']?.trim();
  const ifNoneMatch = headers['if-none-match']?.trim();
  if (ifMatch === undefined && ifNoneMatch === '*') return 0;
  if (ifMatch === undefined) throw new PreconditionRequiredError();
  const version = /^"(\d{1,9})"$/.exec(ifMatch)?.[1];
  if (version === undefined || ifNoneMatch !== undefined) {
    const reason = 'one version as an answer gave it, "3" with its quotes, and no If-None-Match beside it';
    throw new BadRequestError('The precondition is not a version.', [{ field: 'If-Match', reason }]);
  }
  return Number(version);
}
