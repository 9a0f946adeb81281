import { BadRequestError } from '../errors.ts';
import { messageKey } from './ticket-command-schemas.ts';

/** What makes a repeat the same message: of the body, else of the header. @throws BadRequestError without either. */
export function messageKeyOf(messageId: string | undefined, idempotencyKey: string | undefined): string {
  const result = messageKey.safeParse(messageId ?? idempotencyKey);
  if (result.success) return result.data;
  const reason =
    idempotencyKey === undefined
      ? 'is required, or messageId in the body'
      : (result.error.issues[0]?.message ?? 'is not as it must be');
  throw new BadRequestError('The headers are not as they must be.', [{ field: 'Idempotency-Key', reason }]);
}
