import { known } from '../ami/message.ts';
import type { AmiBlock } from '../ami/parser.ts';
import type { CallBook } from './book.ts';
import { identify, idIn, idOf } from './channel-kind.ts';
import { applicationRead } from './dialplan.ts';
import type { Call, Channel } from './model.ts';
import { ourNumber, phoneLike } from './numbers.ts';
import type { Reading } from './reading.ts';

/**
 * Learns from the list of channels what a gap has hidden: calls that began in it, and where channels are now. An
 * answer that was missed counts from the list on.
 *
 * @returns the channels of which there was something to learn.
 */
export function takeListed(items: readonly AmiBlock[], at: number, reading: Reading): readonly string[] {
  const { book, numbering } = reading;
  return items
    .filter((item) => {
      const id = idIn(item, '', numbering) ?? '';
      const before = book.channel(id);
      const channel = before ?? addListed(id, item, at, reading);
      if (channel === undefined || channel.hangup !== undefined) return false;
      const isMoved = item.Linkedid !== undefined && book.follow(channel, idOf(item.Linkedid, numbering));
      return refresh(channel, item, at, reading) || isMoved || before === undefined;
    })
    .map((item) => idIn(item, '', numbering) ?? '');
}

/**
 * Channels that were there before the gap and are not in the list have hung up in it: when the stream broke off, as
 * far as is known, for not longer than that is their talk certain.
 */
export function takeMissing(
  items: readonly AmiBlock[],
  before: ReadonlySet<string>,
  lostAt: number,
  { book, numbering }: Reading,
): readonly string[] {
  const listed = new Set(items.map((item) => idIn(item, '', numbering)));
  return [...before].filter((id) => {
    const channel = book.channel(id);
    if (channel === undefined || channel.hangup !== undefined || listed.has(id)) return false;
    channel.hangup = { at: Math.max(lostAt, channel.createdAt) };
    channel.queue = undefined;
    book.leave(channel);
    return true;
  });
}

/** A channel of a call that began in the gap. How it began must be inferred. */
function addListed(
  id: string,
  item: AmiBlock,
  at: number,
  { book, numbering }: Reading,
): Channel | undefined {
  const name = item.Channel;
  if (name === undefined || id === '') return undefined;
  const identity = identify(name, item.Context, numbering);
  if (identity.kind === 'other') return undefined;
  const linkedid = idOf(item.Linkedid ?? id, numbering);
  const wasCalled = /^App(?:Dial|Queue)/.test(item.Application ?? '') || item.ChannelState === '5';
  const channel: Channel = {
    id,
    name,
    ...identity,
    createdAt: at - durationMs(item.Duration),
    callsIn: linkedid === id && !wasCalled,
    number: known(item.CallerIDNum),
    exten: known(item.Exten),
    linkedid,
    isListed: true,
  };
  const call = book.add(channel);
  call.startedAt = Math.min(call.startedAt, channel.createdAt);
  return channel;
}

/** Somebody rings it, as is seen from its call having begun with another. A trunk shows the number that is called. */
function dialInGap(channel: Channel, item: AmiBlock, { book }: Reading): boolean {
  const call = book.callOf(channel.id);
  if (call === undefined || channel.dial !== undefined || channel.callsIn || channel.kind === 'local')
    return false;
  if (channel.id === channel.linkedid || channel.id === call.id) return false;
  const isTrunk = channel.kind === 'trunk';
  const number = isTrunk ? phoneLike(item.CallerIDNum) : undefined;
  channel.dial = { at: channel.createdAt, by: callerIn(call, channel), number, isGuess: true };
  if (isTrunk) channel.shownNumber ??= ourNumber(item.ConnectedLineNum);
  return true;
}

/** Most likely the channel with which the call began. */
const callerIn = (call: Call, channel: Channel): string | undefined =>
  call.channels[call.id] === undefined || call.id === channel.id ? undefined : call.id;

function refresh(channel: Channel, item: AmiBlock, at: number, reading: Reading): boolean {
  const { book, numbering } = reading;
  let isNew = dialInGap(channel, item, reading);
  if (item.ChannelState === '6' && channel.upAt === undefined) {
    channel.upAt = at;
    isNew = true;
  }
  const bridge = known(item.BridgeId);
  if (bridge !== channel.bridge) {
    channel.movedAt = at;
    if (bridge === undefined) book.leave(channel);
    else enter(book, channel, bridge);
    isNew = true;
  }
  const isQueue = item.Application === 'Queue';
  if (isQueue !== (channel.queue !== undefined)) {
    channel.queue = isQueue ? queueIn(item, at) : undefined;
    isNew = true;
  }
  applicationRead(channel, item.Application, item.ApplicationData, numbering);
  return isNew;
}

function enter(book: CallBook, channel: Channel, bridge: string): void {
  channel.held = false;
  book.enter(channel, bridge);
}

function queueIn(item: AmiBlock, since: number) {
  const name = (item.ApplicationData ?? '').split(',')[0] ?? '';
  const number = [name, item.Exten].find((text) => text !== undefined && /^\d{1,20}$/.test(text));
  return { name, number, since };
}

/** `01:02:03`, how long the channel has been there. */
function durationMs(duration: string | undefined): number {
  const parts = (duration ?? '').split(':').map(Number);
  if (parts.length !== 3 || parts.some((part) => !Number.isFinite(part))) return 0;
  const [hours = 0, minutes = 0, seconds = 0] = parts;
  return ((hours * 60 + minutes) * 60 + seconds) * 1_000;
}

/**
 * What the PBX's clock says, as the list shows it: an id begins with the second in which its channel was made, and
 * the list says how long ago that was. Absent where the list is empty.
 */
export function clockOf(items: readonly AmiBlock[]): number | undefined {
  const times = items.flatMap(({ Uniqueid = '', Duration }) => {
    const seconds = Number(/(\d{9,11})\.\d+$/.exec(Uniqueid)?.[1]);
    return Number.isFinite(seconds) ? [seconds * 1_000 + durationMs(Duration)] : [];
  });
  return times.length === 0 ? undefined : Math.max(...times);
}
