import * as z from 'zod/mini';
import type { ChannelId } from '../base/ids.ts';
import { ChannelNotConfiguredError } from './errors.ts';
import { channelIdPattern } from './ids.ts';
import type { SignedForAccounts } from './port.ts';

/** A key that somebody gave us or made up: printable and not too short to be guessed. */
export const keyText = (minLength: number) =>
  z.string().check(z.regex(new RegExp(`^[\x21-\x7E]{${minLength},1000}$`)));

/** A service's own id of an account. */
export const accountId = z.string().check(z.regex(/^[\w.:@-]{1,100}$/));

/** Other accounts whose webhooks come to the same address, each with the channel that it is with us. */
export const otherAccounts = z.record(accountId, z.string().check(z.regex(channelIdPattern)));

/** @throws ChannelNotConfiguredError */
export function readSecret<Schema extends z.ZodMiniType>(
  schema: Schema,
  secret: unknown,
  channelId: ChannelId,
): z.output<Schema> {
  const result = z.safeParse(schema, secret);
  if (!result.success) throw new ChannelNotConfiguredError(channelId);
  return result.data;
}

/** By the service's id of each account: this channel's, and those that share its address. */
export function channelsByAccount(
  own: string,
  channelId: ChannelId,
  others: Readonly<Record<string, string>> = {},
): SignedForAccounts['channels'] {
  return new Map([...Object.entries(others), [own, channelId]]) as Map<string, ChannelId>;
}
