import * as z from 'zod/mini';
import { MalformedError } from '../webhooks/errors.ts';
import { checked, parseObject } from '../webhooks/json.ts';

/** The body in the schema's form. @throws MalformedError naming the fields that are wrong. */
export function checkedBody<Schema extends z.ZodMiniType>(schema: Schema, body: Buffer): z.output<Schema> {
  return checked(schema, parseObject(body.toString('utf8')), '');
}

/**
 * A part of a message that we can do without: where it is not as expected the message is taken all the same, as one
 * that can't be shown whole.
 */
export function dispensable<Schema extends z.ZodMiniType>(schema: Schema) {
  return z.catch(z.optional(schema), undefined);
}

/** @throws MalformedError about an account that no channel of ours is. */
export function unknownAccount(field: string): MalformedError {
  return new MalformedError("It is for an account that the channel's secret does not name.", [
    { field, reason: 'is no account of this channel' },
  ]);
}
