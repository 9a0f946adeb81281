import type { CallEvent } from '../calls/events.ts';
import type { AgentStatusTold } from '../people/agent-status.ts';

/** A webhook as it came. */
export interface PbxRequest {
  /** What follows the provider's name in the address, with one leading slash and none at the end: `/events/call`. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string | undefined>>;
  /** Byte for byte as sent: signatures are over it. */
  readonly body: Buffer;
  /** The whole address as the sender called it, query and all: some sign it, some have their key in it. */
  readonly url?: string;
}

/**
 * What an address is: `events` of calls and the status of `agents` are verified and parsed; `ignored` is answered 200
 * and not looked at (a connection check, an event we don't use); `unknown` is refused.
 */
export type Route = 'events' | 'agents' | 'ignored' | 'unknown';

/** What was signed, as text. Only `verify` makes one, so nothing unsigned gets parsed. */
export interface SignedText {
  readonly path: string;
  readonly text: string;
}

/** Signed text with the time and address at which it came, of a PBX that puts less than all into its bodies. */
export interface ReceivedText extends SignedText {
  /** Epoch milliseconds: the time of an event whose sender doesn't say it. */
  readonly receivedAt: number;
  readonly query: URLSearchParams;
}

/**
 * A PBX: turns its webhooks into events. Pure and synchronous; knows no clock, no store, no network.
 */
export interface PbxAdapter<Signed extends SignedText = SignedText> {
  /** The name in the address and in ids: `mango`. */
  readonly provider: string;

  route(path: string): Route;

  /**
   * The text with which a GET is answered by which the PBX checks an address before it uses it; `undefined` where
   * the query is no such check. Nothing is verified, nothing stored.
   */
  answerCheck?(query: URLSearchParams): string | undefined;

  /**
   * Checks who sent the request.
   *
   * @param secret What the vault holds for this provider; its shape is the adapter's own.
   * @param now Epoch milliseconds.
   * @throws SignatureError when the signature or key is missing or wrong.
   * @throws StaleTimestampError when the signature is right but too old.
   * @throws NotConfiguredError when the secret is not what the adapter needs.
   */
  verify(request: PbxRequest, secret: unknown, now: number): Signed;

  /**
   * All events of a request, or none: one that is refused refuses the whole. Ids of events are deterministic, so
   * that a repeat of a request gives the same ones; where the PBX says no time, the first to come gives the time.
   *
   * @throws MalformedError naming the fields that are wrong.
   * @throws UnknownEventError for an event that does not exist.
   */
  parse(signed: Signed): readonly CallEvent[];

  /** The same for a request at an address of `agents`; absent where the PBX has none. @throws MalformedError */
  parseAgents?(signed: Signed): readonly AgentStatusTold[];
}
