import type { ChannelId } from '../base/ids.ts';
import type { MessageEvent } from '../tickets/message-events.ts';
import type { DeliveryStatus } from './delivery-status.ts';
import type { ChannelKind } from './kinds.ts';

/** A webhook as it came. */
export interface ChannelRequest {
  /** Of the address that it came to. */
  readonly channelId: ChannelId;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Byte for byte as sent: signatures are over it. */
  readonly body: Buffer;
}

/** What was signed. Only `verify` makes one, so nothing unsigned gets parsed. */
export interface SignedRequest {
  readonly channelId: ChannelId;
  readonly body: Buffer;
  /** Epoch milliseconds: the time of an event whose sender doesn't say it. */
  readonly receivedAt: number;
}

/** Of a service whose one address takes what comes for several of our channels. */
export interface SignedForAccounts extends SignedRequest {
  /** By the service's own id of the account. */
  readonly channels: ReadonlyMap<string, ChannelId>;
}

/** What a channel tells: of conversations, or of a message whose conversation it doesn't name. */
export type ChannelNews = MessageEvent | DeliveryStatus;

/**
 * A messenger, mailbox or widget as far as it tells: turns its webhooks into events. Knows no clock, no store, no
 * network.
 */
export interface ChannelAdapter<Signed extends SignedRequest = SignedRequest> {
  readonly kind: ChannelKind;
  readonly maxBodyBytes: number;

  /**
   * The text with which a GET is answered by which the service checks an address before it uses it; `undefined`
   * where the query is no such check.
   *
   * @throws SignatureError when it is one, but not by who knows the secret.
   */
  answerCheck?(query: URLSearchParams, secret: unknown, channelId: ChannelId): string | undefined;

  /**
   * Checks who sent the request.
   *
   * @param secret What the vault holds for this channel; its shape is the adapter's own.
   * @param now Epoch milliseconds.
   * @throws SignatureError when the signature or key is missing or wrong.
   * @throws StaleTimestampError when the signature is right but too old.
   * @throws ChannelNotConfiguredError when the secret is not what the adapter needs.
   */
  verify(request: ChannelRequest, secret: unknown, now: number): Signed;

  /**
   * All that a request tells, or nothing: one event that is refused refuses the whole. Ids are deterministic, so that
   * a repeat of a request gives the same ones. A kind of message that we don't know is told as `unsupported`; what is
   * about no conversation is left out.
   *
   * @throws MalformedError naming the fields that are wrong.
   */
  parse(signed: Signed): readonly ChannelNews[] | Promise<readonly ChannelNews[]>;
}
