import { known } from '../ami/message.ts';
import type { AmiBlock } from '../ami/parser.ts';
import type { CallBook } from './book.ts';
import { extensionAt, identify, idIn, idOf, type Numbering } from './channel-kind.ts';
import { applicationRead } from './dialplan.ts';
import type { Channel } from './model.ts';

/** Where facts go and how names are read. */
export interface Reading {
  readonly book: CallBook;
  readonly numbering: Numbering;
}

/** Answers `false` where the event was of no interest after all. */
type Reader = (block: AmiBlock, at: number, channel: Channel, reading: Reading) => boolean | void;

/** Every field that names a channel of the event. */
const mentions = [
  '',
  'Dest',
  'Transferer',
  'Transferee',
  'OrigTransferer',
  'SecondTransferer',
  'TransferTarget',
  'LocalOne',
  'LocalTwo',
  'Source',
] as const;

/** The channels that the event names, as far as they are known. */
export function channelsIn(block: AmiBlock, { book, numbering }: Reading): readonly Channel[] {
  return mentions
    .map((prefix) => book.channel(idIn(block, prefix, numbering)))
    .filter((channel) => channel !== undefined);
}

/**
 * Writes down what an event says. Its order among the events of other channels does not matter.
 * @returns whether anything of interest was in it: most events are of none.
 */
export function readEvent(block: AmiBlock, at: number, reading: Reading): boolean {
  const { book, numbering } = reading;
  if (block.Event === 'Newchannel') return addChannel(block, at, reading);
  let isNews = false;
  for (const prefix of mentions) {
    const linkedid = block[`${prefix}Linkedid`] ?? (prefix === '' ? block.LinkedID : undefined);
    const channel = book.channel(idIn(block, prefix, numbering));
    if (channel === undefined || linkedid === undefined || linkedid === '') continue;
    if (channel.hangup === undefined) isNews = book.follow(channel, idOf(linkedid, numbering)) || isNews;
  }
  const prefix = block.Event?.endsWith('Transfer') ? transferer(block) : '';
  const channel = book.channel(idIn(block, prefix, numbering));
  const read = readers[block.Event ?? ''];
  if (channel !== undefined) rememberNumber(channel, block);
  // Nobody rings where a command does.
  const actor = channel ?? (read === dialBegins || read === dialEnds ? nobody : undefined);
  if (read === undefined || actor === undefined) return isNews;
  return read(block, at, actor, reading) !== false || isNews;
}

const transferer = (block: AmiBlock): string =>
  block.Event === 'BlindTransfer' ? 'Transferer' : 'OrigTransferer';

const nobody: Channel = {
  id: '',
  name: '',
  kind: 'other',
  endpoint: '',
  createdAt: 0,
  callsIn: false,
  linkedid: '',
};

function addChannel(block: AmiBlock, at: number, reading: Reading): boolean {
  const { book, numbering } = reading;
  const id = idIn(block, '', numbering);
  const name = block.Channel;
  if (id === undefined || name === undefined || book.channel(id) !== undefined) return false;
  const identity = identify(name, block.Context, numbering);
  if (identity.kind === 'other') return false;
  book.add({
    id,
    name,
    ...identity,
    createdAt: at,
    // Ring: it rings us. A channel that the PBX calls begins as Down.
    callsIn: block.ChannelState === '4',
    number: known(block.CallerIDNum),
    exten: known(block.Exten),
    linkedid: idOf(block.Linkedid ?? id, numbering),
  });
  return true;
}

/** A ring group is a number in the dialplan that the caller's channel passes through. */
function rememberNumber(channel: Channel, { Exten, Uniqueid, UniqueID }: AmiBlock): void {
  if ((Uniqueid ?? UniqueID) === undefined || Exten === undefined || Exten === channel.exten) return;
  if (/^[\d*#]{1,20}$/.test(Exten)) channel.lastNumber = Exten;
}

const dialBegins: Reader = (block, at, channel, { book, numbering }) => {
  const dest = book.channel(idIn(block, 'Dest', numbering));
  if (dest === undefined || dest.dial !== undefined) return;
  dest.dial = {
    at,
    by: channel === nobody ? undefined : channel.id,
    exten: known(block.Exten),
    number: dest.kind === 'trunk' ? dialledNumber(block, dest) : commandedNumber(block, channel),
  };
  // What the outgoing channel of a trunk is told to show.
  if (dest.kind === 'trunk') dest.shownNumber ??= ours(block.CallerIDNum) ?? ours(block.DestConnectedLineNum);
};

/** The number that a trunk is asked for: of the channel, else of the dial string, `trunk/number` or `number@trunk`. */
function dialledNumber(block: AmiBlock, { endpoint }: Channel): string | undefined {
  const asked = phoneLike(block.DestCallerIDNum);
  if (asked !== undefined) return asked;
  const parts = (block.DialString ?? '').split(/[/@]/).filter((part) => part !== endpoint);
  return parts.map((part) => phoneLike(part.replace(/^sips?:/, ''))).find((number) => number !== undefined);
}

/** Whom a command means to call: it shows the number to the employee whom it rings first. */
function commandedNumber(block: AmiBlock, channel: Channel): string | undefined {
  if (channel !== nobody) return undefined;
  return ours(block.DestConnectedLineNum) ?? ours(block.DestCallerIDNum);
}

/** Where nothing else was set, the trunk is shown the extension. */
const ours = (text: string | undefined): string | undefined =>
  text !== undefined && text.length > 6 ? phoneLike(text) : undefined;

const phoneLike = (text: string | undefined): string | undefined =>
  text !== undefined && /^\+?\d{3,20}$/.test(text) ? text : undefined;

const dialEnds: Reader = (block, _at, _channel, { book, numbering }) => {
  const dial = book.channel(idIn(block, 'Dest', numbering))?.dial;
  // One that nobody dialled picked the call up: the answer is its bridge.
  if (dial === undefined || dial.status !== undefined) return;
  dial.status = block.DialStatus ?? '';
  if (known(block.Forward) !== undefined) dial.forwarded = true;
};

const joinsQueue: Reader = (block, at, channel) => {
  const number = [block.Queue, block.Exten].find((text) => text !== undefined && /^\d{1,20}$/.test(text));
  channel.queue = { name: block.Queue ?? '', number, since: at };
};

function setHeld(channel: Channel, held: boolean, at: number): void {
  if ((channel.held ?? false) === held) return;
  channel.held = held;
  channel.heldChangedAt = at;
}

const passesOn = (block: AmiBlock, at: number, channel: Channel, kind: 'blind' | 'attended'): void => {
  if (block.Result === undefined || block.Result === 'Success') channel.passedOn ??= { at, kind };
};

const readers: Readonly<Record<string, Reader>> = {
  Newstate: (block, at, channel) => {
    if (block.ChannelState === '6') channel.upAt ??= at;
  },
  NewConnectedLine: (block, _at, channel) => {
    if (channel.kind === 'trunk' && !channel.callsIn) channel.shownNumber ??= ours(block.ConnectedLineNum);
  },
  DialBegin: dialBegins,
  DialEnd: dialEnds,
  AgentCalled: (block, _at, channel, { book, numbering }) => {
    const dest = book.channel(idIn(block, 'Dest', numbering));
    if (dest === undefined) return;
    const device = [block.Interface, block.MemberName].find((text) => text !== undefined) ?? '';
    const queue = channel.queue?.number ?? channel.queue?.name ?? block.Queue ?? '';
    dest.agent ??= { queue, extension: extensionAt(device.replace(/\/n$/, ''), numbering) };
  },
  QueueCallerJoin: joinsQueue,
  QueueCallerLeave: (_block, _at, channel) => {
    channel.queue = undefined;
  },
  BridgeEnter: (block, at, channel, { book }) => {
    // In a holding bridge (a parking lot, a waiting room) nobody hears anybody.
    if (block.BridgeUniqueid === undefined || block.BridgeTechnology === 'holding_bridge') return;
    if (channel.hangup !== undefined || channel.bridge === block.BridgeUniqueid) return;
    // A hold is of the bridge it was in: whoever comes back from a consultation says no Unhold.
    setHeld(channel, false, at);
    channel.upAt ??= at;
    channel.movedAt = at;
    book.enter(channel, block.BridgeUniqueid);
  },
  BridgeLeave: (block, at, channel, { book }) => {
    if (channel.bridge !== block.BridgeUniqueid) return;
    channel.movedAt = at;
    book.leave(channel);
  },
  Hold: (_block, at, channel) => {
    setHeld(channel, true, at);
    channel.lastHoldAt = at;
  },
  Unhold: (_block, at, channel) => {
    setHeld(channel, false, at);
    channel.lastHoldAt = undefined;
  },
  BlindTransfer: (block, at, channel) => passesOn(block, at, channel, 'blind'),
  AttendedTransfer: (block, at, channel, { book, numbering }) => {
    passesOn(block, at, channel, 'attended');
    const second = book.channel(idIn(block, 'SecondTransferer', numbering));
    if (second !== undefined) passesOn(block, at, second, 'attended');
  },
  HangupRequest: (_block, at, channel) => {
    channel.hangupRequestedAt ??= at;
  },
  Hangup: (block, at, channel, { book }) => {
    const cause = Number(block.Cause);
    channel.hangup = { at, cause: Number.isFinite(cause) ? cause : undefined };
    if (channel.bridge !== undefined) channel.movedAt = at;
    channel.queue = undefined;
    book.leave(channel);
  },
  Newexten: (block, _at, channel, reading) =>
    applicationRead(channel, block.Application, block.AppData, reading.numbering),
  CEL: (block, _at, channel, reading) =>
    block.EventName === 'APP_START' &&
    applicationRead(channel, block.Application, block.AppData, reading.numbering),
};
