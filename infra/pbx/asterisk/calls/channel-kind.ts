import type { AmiBlock } from '../ami/parser.ts';
import type { Channel, ChannelKind } from './model.ts';

/** How the channels of this PBX are told apart. */
export interface Numbering {
  /** Matched against `PJSIP/101`; the first group is the extension. */
  readonly extensions: readonly RegExp[];
  /** Matched against `PJSIP/provider`, before the extensions; with the number of ours that it carries. */
  readonly trunks: readonly { readonly channel: RegExp; readonly number?: string | undefined }[];
  /** Contexts in which trunks begin, whatever their names look like. */
  readonly trunkContexts: readonly RegExp[];
  /** Contexts in which telephones begin; a telephone there may have a name instead of a number. */
  readonly phoneContexts: readonly string[];
  /** Goes before ids of a PBX without a system name, so that ids of several PBXs differ. */
  readonly systemName: string;
}

export const defaultNumbering: Numbering = {
  extensions: [/^(?:PJSIP|SIP|IAX2|SCCP|Skinny|Motif)\/(\d{2,6})$/],
  trunks: [],
  trunkContexts: [/^from-(?:trunk|pstn|did|sip-external|digital|analog|zaptel|dahdi)/],
  phoneContexts: ['from-internal', 'from-internal-xfer', 'internal', 'phones'],
  systemName: '',
};

const helpers =
  /^(?:Announcer|Bridge|CBAnn|CBRec|ConfBridgeRecorder|Message|Multicast\w*|Recorder|Snoop|Surrogate|UnicastRTP|AudioSocket|WebSocket)\//i;

/** `PJSIP/trunk-a` of `PJSIP/trunk-a-0000001f`: technology and endpoint without the number of the channel. */
export function interfaceOf(channelName: string): string {
  return channelName.replace(/-[0-9a-f]+(?:;[12])?$/i, '');
}

export interface Identity {
  readonly kind: ChannelKind;
  readonly endpoint: string;
  readonly extension?: string | undefined;
}

/** A trunk, an employee's telephone, half of a Local channel, or a helper. The name decides, then the context. */
export function identify(name: string, context: string | undefined, numbering: Numbering): Identity {
  const at = interfaceOf(name);
  const endpoint = at.slice(at.indexOf('/') + 1);
  if (name.startsWith('Local/')) return { kind: 'local', endpoint };
  if (helpers.test(name)) return { kind: 'other', endpoint };
  const { trunks, trunkContexts, phoneContexts } = numbering;
  if (trunks.some(({ channel }) => channel.test(at))) return { kind: 'trunk', endpoint };
  if (trunkContexts.some((pattern) => pattern.test(context ?? ''))) return { kind: 'trunk', endpoint };
  const extension = extensionAt(at, numbering);
  if (extension !== undefined) return { kind: 'phone', endpoint, extension };
  if (context !== undefined && phoneContexts.includes(context)) {
    return { kind: 'phone', endpoint, extension: endpoint };
  }
  return { kind: 'trunk', endpoint };
}

/** The extension of `PJSIP/101`, `Local/101@from-queue/n` or whatever a dial string or a queue's member says. */
export function extensionAt(device: string, numbering: Numbering): string | undefined {
  const local = /^Local\/(\d{2,6})@/.exec(device)?.[1];
  if (local !== undefined) return local;
  for (const pattern of numbering.extensions) {
    const found = pattern.exec(device);
    if (found !== null) return found[1] ?? device.slice(device.indexOf('/') + 1);
  }
  return undefined;
}

/** Our number on this trunk, where the settings name it. */
export function configuredNumber(channel: Pick<Channel, 'name'>, { trunks }: Numbering): string | undefined {
  const at = interfaceOf(channel.name);
  return trunks.find((trunk) => trunk.channel.test(at))?.number;
}

/** Ids are the PBX's own, with its name before them where Asterisk does not put it there. */
export function idOf(uniqueid: string, { systemName }: Numbering): string {
  return systemName === '' || uniqueid.startsWith(`${systemName}-`) ? uniqueid : `${systemName}-${uniqueid}`;
}

/** The field that names an id, as this event spells it. */
export function idIn(block: AmiBlock, prefix: string, numbering: Numbering): string | undefined {
  const value = block[`${prefix}Uniqueid`] ?? block[`${prefix}UniqueID`];
  return value === undefined || value === '' ? undefined : idOf(value, numbering);
}
