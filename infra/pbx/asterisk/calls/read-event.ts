import { known } from '../ami/message.ts';
import type { AmiBlock } from '../ami/parser.ts';
import { identify, idIn, idOf } from './channel-kind.ts';
import { applicationRead } from './dialplan.ts';
import type { Channel } from './model.ts';
import { channelReaders } from './read-channels.ts';
import { dialReaders } from './read-dials.ts';
import { nobody, type Reading } from './reading.ts';

const readers = { ...channelReaders, ...dialReaders };

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
  const { Event = '' } = block;
  const channel = book.channel(idIn(block, actors[Event] ?? '', numbering));
  if (channel !== undefined) rememberNumber(channel, block);
  if (Event === 'Newexten' || (Event === 'CEL' && block.EventName === 'APP_START')) {
    const { Application, AppData } = block;
    return (channel !== undefined && applicationRead(channel, Application, AppData, numbering)) || isNews;
  }
  const read = readers[Event];
  // Nobody rings where a command does.
  const actor = channel ?? (/^Dial(?:Begin|End)$/.test(Event) ? nobody : undefined);
  if (read === undefined || actor === undefined) return isNews;
  read(block, at, actor, reading);
  return true;
}

/** Whose event it is, where that is not the channel without a prefix. */
const actors: Readonly<Record<string, string>> = {
  BlindTransfer: 'Transferer',
  AttendedTransfer: 'OrigTransferer',
};

function addChannel(block: AmiBlock, at: number, reading: Reading): boolean {
  const { book, numbering } = reading;
  const id = idIn(block, '', numbering);
  const name = block.Channel;
  if (id === undefined || name === undefined) return false;
  const before = book.channel(id);
  if (before !== undefined && before.isListed !== true) return false;
  const identity = identify(name, block.Context, numbering);
  if (identity.kind === 'other') return false;
  book.add({
    // The list of channels was faster: what it knows stays, how the channel began is said here.
    ...before,
    isListed: false,
    id,
    name,
    ...identity,
    createdAt: at,
    // Ring: it rings us. A channel that the PBX calls begins as Down.
    callsIn: block.ChannelState === '4',
    number: known(block.CallerIDNum),
    exten: known(block.Exten),
    linkedid: before?.linkedid ?? idOf(block.Linkedid ?? id, numbering),
  });
  return true;
}

/** A ring group is a number in the dialplan that the caller's channel passes through. */
function rememberNumber(channel: Channel, { Exten, Uniqueid, UniqueID }: AmiBlock): void {
  if ((Uniqueid ?? UniqueID) === undefined || Exten === undefined || Exten === channel.exten) return;
  if (/^[\d*#]{1,20}$/.test(Exten)) channel.lastNumber = Exten;
}
