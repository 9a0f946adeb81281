import { defined } from '../../../base/defined.ts';
import type { CallEnded, Direction, Endpoint, LegEvent } from '../../../calls/events.ts';
import { causeOf } from '../codes.ts';
import { callIdOf, eventIdOf, legIdOf } from '../fields.ts';
import type { StatContext, StatLeg, StatMember } from './contexts.ts';
import type { MangoDirectory } from './directory.ts';

const directions: Readonly<Record<number, Direction>> = { 1: 'inbound', 2: 'outbound', 3: 'internal' };

/** One leg as statistics know it: when it rang, was answered and ended; of holds they know only how long they were. */
export interface ToldLeg {
  readonly callId: string;
  readonly startedAt: number;
  readonly answeredAt?: number;
  readonly endedAt: number;
  readonly recordingIds: readonly string[];
  /** An event of the leg without its place in it. */
  readonly event: Omit<LegEvent, 'id' | 'at' | 'seq' | 'state'>;
}

/** What statistics say of a call, in the words of its webhooks (`/events/call`, `/events/summary`). */
export interface ToldCall {
  readonly ended: CallEnded;
  readonly legs: readonly ToldLeg[];
}

/** @returns `undefined` for a call that is not over, or an entry of service. */
export function tellContext(context: StatContext, directory: MangoDirectory): ToldCall | undefined {
  const { entry_id, context_start_time: start, duration } = context;
  const direction = directions[context.context_type];
  if (start === undefined || duration === undefined || direction === undefined) return undefined;
  const talk = new Telling(context, direction, directory);
  const legs = context.context_calls.flatMap((leg) => talk.legsOf(leg));
  const talks = legs.flatMap(({ answeredAt }) => answeredAt ?? []);
  const hasTalked = (context.talk_duration ?? 0) > 0 && talks.length > 0;
  const endedAt = (start + duration) * 1_000;
  const lastReason = context.context_calls.findLast((leg) => leg.call_end_reason !== undefined);
  return {
    legs,
    ended: {
      id: eventIdOf('summary', entry_id),
      callId: callIdOf(entry_id),
      at: endedAt,
      kind: 'ended',
      direction,
      ...talk.ends(hasTalked ? legs.find((leg) => leg.answeredAt !== undefined) : legs[0]),
      startedAt: start * 1_000,
      endedAt,
      ...defined({
        line: direction === 'inbound' ? context.called_number : undefined,
        talkStartedAt: hasTalked ? Math.min(...talks) : undefined,
        // Inferred: a call that left no leg was ended by its voice menu.
        cause: legs.length === 0 ? 'automation' : causeOf(lastReason?.call_end_reason ?? 1_000),
      }),
    },
  };
}

class Telling {
  readonly #context: StatContext;
  readonly #direction: Direction;
  readonly #directory: MangoDirectory;

  constructor(context: StatContext, direction: Direction, directory: MangoDirectory) {
    this.#context = context;
    this.#direction = direction;
    this.#directory = directory;
  }

  /** A group's own entry says how long it was dialled; who was rung stands beneath it. */
  legsOf(leg: StatLeg): readonly ToldLeg[] {
    if (leg.call_type !== 'group') return this.#leg(leg, undefined);
    const group = this.#directory.groups.get(leg.call_abonent_id ?? '') ?? '';
    return leg.members.flatMap((one) => this.#leg(one, group));
  }

  /** Of the whole call: the client or caller, and who answered, or was first to be called. */
  ends(leg: ToldLeg | undefined): { readonly from: Endpoint; readonly to: Endpoint } {
    const { caller_number, called_number } = this.#context;
    switch (this.#direction) {
      case 'inbound': {
        const to =
          leg?.answeredAt === undefined && leg?.event.group ? { extension: leg.event.group } : leg?.event.to;
        return { from: defined({ number: caller_number }), to: to ?? {} };
      }
      case 'outbound':
        return { from: this.#caller(), to: defined({ number: called_number }) };
      case 'internal':
        return { from: this.#caller(), to: leg?.event.to ?? {} };
    }
  }

  #leg(leg: StatMember, group: string | undefined): readonly ToldLeg[] {
    const { external_call_id, call_start_time, call_answer_time, call_end_time } = leg;
    if (external_call_id === undefined || call_start_time === undefined || call_end_time === undefined)
      return [];
    const inbound = this.#direction === 'inbound';
    const reason = leg.call_end_reason;
    return [
      {
        callId: external_call_id,
        startedAt: call_start_time * 1_000,
        endedAt: call_end_time * 1_000,
        recordingIds: leg.recording_id,
        ...(call_answer_time ? { answeredAt: call_answer_time * 1_000 } : {}),
        event: {
          callId: callIdOf(this.#context.entry_id),
          kind: 'leg',
          legId: legIdOf(external_call_id),
          place: 'employee',
          from: inbound ? defined({ number: this.#context.caller_number }) : this.#caller(),
          to:
            this.#direction === 'outbound'
              ? defined({ number: this.#context.called_number })
              : this.#employee(leg),
          ...defined({
            line: inbound ? this.#context.called_number : undefined,
            group,
            transfer: leg.BlindTransfer ? 'blind' : leg.ConsultTransfer ? 'attended' : undefined,
            cause: reason === undefined ? undefined : causeOf(reason),
          }),
        },
      },
    ];
  }

  #caller(): Endpoint {
    const { caller_id, caller_number } = this.#context;
    return defined({ extension: this.#directory.extensions.get(caller_id ?? ''), number: caller_number });
  }

  /** On a telephone without a short number its own number stands for one, as in the webhooks. */
  #employee(leg: StatMember): Endpoint {
    const known = this.#directory.extensions.get(leg.call_abonent_id ?? '') ?? leg.call_abonent_extension;
    return defined({ extension: known ?? leg.call_abonent_number, number: leg.call_abonent_number });
  }
}
