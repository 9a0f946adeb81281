import { known } from '../ami/message.ts';
import type { AmiBlock } from '../ami/parser.ts';
import { extensionAt, idIn } from './channel-kind.ts';
import type { Channel } from './model.ts';
import { ourNumber, phoneLike } from './numbers.ts';
import { nobody, type Reader } from './reading.ts';

const dialBegins: Reader = (block, at, channel, { book, numbering }) => {
  const dest = book.channel(idIn(block, 'Dest', numbering));
  if (dest === undefined || (dest.dial !== undefined && dest.dial.isGuess !== true)) return;
  dest.dial = {
    at,
    by: channel === nobody ? undefined : channel.id,
    exten: known(block.Exten),
    number: dest.kind === 'trunk' ? dialledNumber(block, dest) : commandedNumber(block, channel),
  };
  if (channel.queue !== undefined) dest.agent ??= { queue: queueName(channel, block) };
  // What the outgoing channel of a trunk is told to show.
  if (dest.kind === 'trunk')
    dest.shownNumber ??= ourNumber(block.CallerIDNum) ?? ourNumber(block.DestConnectedLineNum);
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
  return ourNumber(block.DestConnectedLineNum) ?? ourNumber(block.DestCallerIDNum);
}

const dialEnds: Reader = (block, _at, _channel, { book, numbering }) => {
  const dial = book.channel(idIn(block, 'Dest', numbering))?.dial;
  // One that nobody dialled picked the call up: the answer is its bridge.
  if (dial === undefined || dial.status !== undefined) return;
  dial.status = block.DialStatus ?? '';
  if (known(block.Forward) !== undefined) dial.forwarded = true;
};

const queueName = ({ queue }: Channel, { Queue }: AmiBlock): string =>
  queue?.number ?? queue?.name ?? Queue ?? '';

const joinsQueue: Reader = (block, at, channel) => {
  const number = [block.Queue, block.Exten].find((text) => text !== undefined && /^\d{1,20}$/.test(text));
  channel.queue = { name: block.Queue ?? '', number, since: at };
};

/** Who rings whom, and for which queue. */
export const dialReaders: Readonly<Record<string, Reader>> = {
  DialBegin: dialBegins,
  DialEnd: dialEnds,
  AgentCalled: (block, _at, channel, { book, numbering }) => {
    const dest = book.channel(idIn(block, 'Dest', numbering));
    if (dest === undefined) return;
    const device = [block.Interface, block.MemberName].find((text) => text !== undefined) ?? '';
    const extension = extensionAt(device.replace(/\/n$/, ''), numbering);
    dest.agent = { queue: queueName(channel, block), extension };
  },
  QueueCallerJoin: joinsQueue,
  QueueCallerLeave: (_block, _at, channel) => {
    channel.queue = undefined;
  },
};
