import type { AmiBlock } from '../ami/parser.ts';
import { idIn } from './channel-kind.ts';
import type { Channel } from './model.ts';
import { ourNumber } from './numbers.ts';
import type { Reader } from './reading.ts';

function setHeld(channel: Channel, held: boolean, at: number): void {
  if ((channel.held ?? false) === held) return;
  channel.held = held;
  channel.heldChangedAt = at;
}

const passesOn = (block: AmiBlock, at: number, channel: Channel, kind: 'blind' | 'attended'): void => {
  if (block.Result === undefined || block.Result === 'Success') channel.passedOn ??= { at, kind };
};

/** Whether a channel talks, holds, passes on, hangs up. */
export const channelReaders: Readonly<Record<string, Reader>> = {
  Newstate: (block, at, channel) => {
    if (block.ChannelState === '6') channel.upAt ??= at;
  },
  NewConnectedLine: (block, _at, channel) => {
    if (channel.kind === 'trunk' && !channel.callsIn)
      channel.shownNumber ??= ourNumber(block.ConnectedLineNum);
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
};
