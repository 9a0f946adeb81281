import type { Call, Channel } from './model.ts';

/**
 * The calls that run, found by channel and by linkedid. Asterisk moves channels from one linkedid to another without
 * an event that says so; calls that turn out to be one are joined here.
 */
export class CallBook {
  readonly calls = new Map<string, Call>();
  /** Calls that changed or went since they were last asked for. */
  readonly touched = new Set<string>();
  readonly #byChannel = new Map<string, Call>();
  readonly #byLinkedid = new Map<string, Call>();
  readonly #inBridge = new Map<string, Set<string>>();

  /** Takes up calls that were kept. */
  restore(calls: Iterable<Call>): void {
    for (const call of calls) {
      this.calls.set(call.id, call);
      this.#byLinkedid.set(call.id, call);
      for (const channel of Object.values(call.channels)) this.#index(call, channel);
    }
  }

  callOf(channelId: string): Call | undefined {
    return this.#byChannel.get(channelId);
  }

  channel(channelId: string | undefined): Channel | undefined {
    return channelId === undefined ? undefined : this.#byChannel.get(channelId)?.channels[channelId];
  }

  /** A channel appeared. It belongs to the call of its linkedid, or begins one. */
  add(channel: Channel): Call {
    const call = this.#byLinkedid.get(channel.linkedid) ?? this.#open(channel);
    call.channels[channel.id] = channel;
    this.#index(call, channel);
    return call;
  }

  /**
   * The channel was seen with another linkedid: two calls are one, where that is another's.
   * @returns whether it was another.
   */
  follow(channel: Channel, linkedid: string): boolean {
    if (channel.linkedid === linkedid) return false;
    channel.linkedid = linkedid;
    const own = this.#byChannel.get(channel.id);
    const other = this.#byLinkedid.get(linkedid);
    if (own === undefined) return false;
    if (other === undefined) this.#byLinkedid.set(linkedid, own);
    else this.#join(own, other);
    return true;
  }

  enter(channel: Channel, bridge: string): void {
    this.leave(channel);
    channel.bridge = bridge;
    const inside = this.#inBridge.get(bridge) ?? new Set();
    this.#inBridge.set(bridge, inside.add(channel.id));
    for (const id of inside) {
      const [own, other] = [this.#byChannel.get(channel.id), this.#byChannel.get(id)];
      if (own !== undefined && other !== undefined) this.#join(own, other);
    }
  }

  leave(channel: Channel): void {
    if (channel.bridge === undefined) return;
    const inside = this.#inBridge.get(channel.bridge);
    inside?.delete(channel.id);
    if (inside?.size === 0) this.#inBridge.delete(channel.bridge);
    channel.bridge = undefined;
  }

  /**
   * The call is over, a telephone in it is not: an agent who stays connected to wait for the next client, a colleague
   * who is still on the line. It may take part in another call.
   */
  release(call: Call, at: number): void {
    for (const channel of Object.values(call.channels)) {
      if (channel.kind !== 'phone' || channel.hangup !== undefined) continue;
      delete call.channels[channel.id];
      const free = {
        ...channel,
        dial: undefined,
        agent: undefined,
        passedOn: undefined,
        hangupRequestedAt: undefined,
      };
      const next = this.#open({ ...free, linkedid: `${channel.id}/${at}`, createdAt: at });
      next.channels[channel.id] = free;
      this.#byChannel.set(channel.id, next);
      this.touched.add(next.id);
    }
  }

  /** Forgets one channel of a call that goes on. */
  drop(call: Call, channelId: string): void {
    const channel = call.channels[channelId];
    if (channel === undefined) return;
    this.leave(channel);
    delete call.channels[channelId];
    this.#byChannel.delete(channelId);
  }

  /** Forgets the whole call. */
  remove(call: Call): void {
    for (const id of Object.keys(call.channels)) this.drop(call, id);
    for (const [linkedid, one] of this.#byLinkedid) if (one === call) this.#byLinkedid.delete(linkedid);
    this.calls.delete(call.id);
    this.touched.add(call.id);
  }

  #open({ linkedid, createdAt }: Channel): Call {
    const call: Call = {
      id: linkedid,
      channels: {},
      legs: {},
      startedAt: createdAt,
      stages: 0,
      unsaid: [],
      isOver: false,
      lastChangeAt: createdAt,
    };
    this.calls.set(call.id, call);
    this.#byLinkedid.set(linkedid, call);
    return call;
  }

  #index(call: Call, channel: Channel): void {
    this.#byChannel.set(channel.id, call);
    if (!this.#byLinkedid.has(channel.linkedid)) this.#byLinkedid.set(channel.linkedid, call);
    if (channel.bridge === undefined || channel.hangup !== undefined) return;
    const inside = this.#inBridge.get(channel.bridge) ?? new Set();
    this.#inBridge.set(channel.bridge, inside.add(channel.id));
  }

  /**
   * A call between phones of which nothing has been said becomes part of the other: a consultation of the client's
   * call, a pickup. Two calls with clients of their own stay two, even when one employee puts the clients together.
   */
  #join(a: Call, b: Call): void {
    if (a === b || a.isOver || b.isOver) return;
    if (a.direction !== undefined && b.direction !== undefined) return;
    const [into, from] = this.#keeps(a, b) ? [a, b] : [b, a];
    for (const channel of Object.values(from.channels)) {
      into.channels[channel.id] = channel;
      this.#byChannel.set(channel.id, into);
    }
    Object.assign(into.legs, from.legs);
    into.unsaid.push(...from.unsaid);
    if (into.direction === undefined) into.startedAt = Math.min(into.startedAt, from.startedAt);
    into.changedAt ??= from.changedAt;
    into.lastChangeAt = Math.max(into.lastChangeAt, from.lastChangeAt);
    for (const [linkedid, call] of this.#byLinkedid) if (call === from) this.#byLinkedid.set(linkedid, into);
    this.calls.delete(from.id);
    this.touched.add(from.id);
  }

  #keeps(a: Call, b: Call): boolean {
    if (a.direction !== undefined || b.direction !== undefined) return a.direction !== undefined;
    const trunks = (call: Call) => Object.values(call.channels).filter(({ kind }) => kind === 'trunk').length;
    const order = trunks(a) - trunks(b) || b.startedAt - a.startedAt;
    return order > 0 || (order === 0 && a.id < b.id);
  }
}
