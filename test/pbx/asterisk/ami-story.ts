import type { AmiBlock } from '../../../infra/pbx/asterisk/ami/parser.ts';

export interface NewChannel {
  /** Of whose call it is; its own without one. */
  readonly of?: string;
  readonly number?: string;
  readonly exten?: string;
  readonly context?: string;
}

const noon = 1_795_309_584;

/** Tells what an Asterisk does as the events that it would send; time passes as the story goes on. */
export class AmiStory {
  readonly events: AmiBlock[] = [];
  #at = noon;
  #serial = 0;
  readonly #channels = new Map<string, Record<string, string>>();
  readonly #bridges = new Map<string, string>();

  after(seconds: number): this {
    this.#at += seconds;
    return this;
  }

  /** A trunk or telephone calls the PBX. @returns the channel's id. */
  callsIn(device: string, channel: NewChannel): string {
    return this.#channel(device, '4', channel);
  }

  /** The PBX makes a channel to call a device, or half of a Local channel. */
  makes(device: string, channel: NewChannel = {}): string {
    return this.#channel(device, device.endsWith(';2') ? '4' : '0', { exten: 's', ...channel });
  }

  /** `by` has the device called: it rings. A command does, where there is no `by`. @returns the device's channel. */
  dials(by: string | undefined, device: string, more: Record<string, string> = {}): string {
    const of = by === undefined ? undefined : this.#channels.get(by)?.Linkedid;
    const id = this.makes(device, {
      ...(of === undefined ? {} : { of }),
      number: device.split('/')[1] ?? '',
    });
    this.begins(by, id, more);
    return id;
  }

  begins(by: string | undefined, id: string, more: Record<string, string> = {}): this {
    this.#tell('DialBegin', { ...this.#fields(by), ...this.#fields(id, 'Dest'), ...more });
    return this.#state(id, '5');
  }

  /** It answers whoever had it called. */
  answers(by: string | undefined, id: string): this {
    this.#state(id, '6');
    return this.ends(by, id, 'ANSWER');
  }

  ends(by: string | undefined, id: string, DialStatus: string, more: Record<string, string> = {}): this {
    return this.#tell('DialEnd', { ...this.#fields(by), ...this.#fields(id, 'Dest'), DialStatus, ...more });
  }

  up(id: string): this {
    return this.#state(id, '6');
  }

  /** They come into one bridge, from wherever they were. */
  meet(bridge: string, ...ids: readonly string[]): this {
    for (const id of ids) {
      this.parts(id);
      this.#bridges.set(id, bridge);
      this.#tell('BridgeEnter', {
        ...this.#fields(id),
        BridgeUniqueid: bridge,
        BridgeTechnology: 'simple_bridge',
      });
    }
    return this;
  }

  parts(id: string): this {
    const bridge = this.#bridges.get(id);
    this.#bridges.delete(id);
    return bridge === undefined
      ? this
      : this.#tell('BridgeLeave', { ...this.#fields(id), BridgeUniqueid: bridge });
  }

  /** The other end says that it hangs up, and all that follows for this channel. */
  hangsUp(id: string, cause = 16): this {
    return this.#tell('HangupRequest', this.#fields(id)).gone(id, cause);
  }

  gone(id: string, cause = 16): this {
    this.parts(id);
    return this.#tell('Hangup', { ...this.#fields(id), Cause: String(cause) });
  }

  /** Moves to another call, as Asterisk does it: silently. */
  joins(id: string, linkedid: string): this {
    const fields = this.#channels.get(id);
    if (fields !== undefined) fields.Linkedid = linkedid;
    return this.#tell('NewConnectedLine', this.#fields(id));
  }

  says(
    event: string,
    id: string,
    more: Record<string, string> = {},
    other: readonly [string, string][] = [],
  ): this {
    const others = other.map(([prefix, of]) => this.#fields(of, prefix));
    return this.#tell(event, Object.assign({}, this.#fields(id), ...others, more));
  }

  /** The one who talks passes his party on blindly. */
  blindTransfer(transferer: string, transferee: string, Extension: string): this {
    this.#tell('BlindTransfer', {
      ...this.#fields(transferer, 'Transferer'),
      ...this.#fields(transferee, 'Transferee'),
      Result: 'Success',
      Extension,
      Context: 'from-internal',
    });
    return this.parts(transferee).gone(transferer);
  }

  #channel(device: string, state: string, { of, number, exten, context }: NewChannel): string {
    const id = `pbx1-${Math.floor(this.#at)}.${this.#serial}`;
    const half = /;[12]$/.exec(device)?.[0] ?? '';
    const name = `${device.slice(0, device.length - half.length)}-${half === '' ? this.#serial.toString(16).padStart(8, '0') : '00000001'}${half}`;
    this.#serial += 1;
    this.#channels.set(id, {
      Channel: name,
      ChannelState: state,
      CallerIDNum: number ?? '<unknown>',
      ConnectedLineNum: '<unknown>',
      Context: context ?? (device.includes('trunk') ? 'from-trunk' : 'from-internal'),
      Exten: exten ?? 's',
      Uniqueid: id,
      Linkedid: of ?? id,
    });
    this.#tell('Newchannel', this.#fields(id));
    return id;
  }

  #state(id: string, state: string): this {
    const fields = this.#channels.get(id);
    if (fields !== undefined) fields.ChannelState = state;
    return this.#tell('Newstate', this.#fields(id));
  }

  #fields(id: string | undefined, prefix = ''): Record<string, string> {
    const fields = id === undefined ? {} : (this.#channels.get(id) ?? {});
    return Object.fromEntries(Object.entries(fields).map(([key, value]) => [`${prefix}${key}`, value]));
  }

  #tell(Event: string, fields: Record<string, string>): this {
    this.#at += 0.001;
    this.events.push({ Event, Timestamp: this.#at.toFixed(6), ...fields });
    return this;
  }
}
