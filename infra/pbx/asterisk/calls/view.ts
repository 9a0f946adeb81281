import type { Call, Channel, SaidLeg } from './model.ts';
import { originOf } from './origin.ts';
import type { Reach } from './reach.ts';

/** How one look at a call sees it. */
export interface View {
  readonly call: Call;
  readonly reaches: ReadonlyMap<string, Reach>;
  readonly now: number;
  readonly client: Channel | undefined;
}

/** One employee's part of it. */
export interface Employee {
  readonly channel: Channel;
  readonly extension: string;
  readonly leg: SaidLeg | undefined;
}

/** An outbound call is his who has the client called. */
export function isCallerOf({ call, client, reaches }: View, channel: Channel): boolean {
  if (call.direction !== 'outbound' || client === undefined) return false;
  const origin = originOf(call, client, reaches);
  return origin.kind === 'employee' && origin.channel.id === channel.id;
}
