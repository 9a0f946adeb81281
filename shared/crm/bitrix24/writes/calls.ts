import type { ClientRef, RecordCall } from '../../../effects/crm-write.ts';
import type { PartyKind, PartyRef } from '../../../people/party.ts';
import type { CrmOutcome } from '../../port.ts';
import type { Answer } from '../rest/answer.ts';
import type { Command, Commands } from '../rest/batch.ts';
import { ref } from '../rest/params.ts';
import {
  callCommands,
  type Registered,
  recordedBefore,
  recordOutcome,
  rowAmong,
  rowOf,
} from './call-commands.ts';
import type { Courier } from './courier.ts';
import type { StatisticsRow } from './methods.ts';
import { notNow, outcomeOf, unmapped } from './outcomes.ts';
import type { Recordings } from './recordings.ts';

/** A creation that goes in front of the calls, in one parcel with them. */
export interface Creation {
  readonly command: Command<{ item: { id: string } }>;
  /** What it creates, where that is the client of these calls. */
  readonly client?: PartyKind;
}

export interface CallsParts {
  readonly courier: Courier;
  readonly recordings: Recordings;
  readonly users: ReadonlyMap<string, string>;
  /** Who the client is, as far as he is in the portal already. */
  readonly clientOf: (ref: ClientRef) => PartyRef | undefined;
}

export interface Sent {
  /** To the creation, where there was one. */
  readonly made: Answer<{ item: { id: string } }> | undefined;
  /** In the order of the writes. */
  readonly calls: ReadonlyMap<RecordCall, CrmOutcome | 'notReached'>;
}

/** The calls of one chain: registered and finished after the fact, side by side. */
export class Calls {
  readonly #parts: CallsParts;

  constructor(parts: CallsParts) {
    this.#parts = parts;
  }

  /** Calls that are there already and only wait for their recording, and those that are yet to be written. */
  async before(writes: readonly RecordCall[]): Promise<ReadonlyMap<RecordCall, CrmOutcome>> {
    const wanting = writes.filter((write) => this.#recordingOf(write) !== undefined);
    if (wanting.length === 0) return new Map();
    const rows = await this.#rows(wanting);
    const known = new Map<RecordCall, CrmOutcome>();
    for (const [write, row] of rows) {
      if (row === undefined) continue;
      known.set(
        write,
        'outcome' in row ? row : await this.#withRecording(write, recordedBefore(write, row), row),
      );
    }
    return known;
  }

  /**
   * One parcel. Behind a creation, calls are registered by what it gives: where it fails they are `notReached`.
   */
  async send(writes: readonly RecordCall[], creation?: Creation): Promise<Sent> {
    const { courier, users } = this.#parts;
    const mapped = writes.filter(({ callOwnerId }) => users.has(callOwnerId));
    const answers = (await courier.send((at) => ({
      ...(creation === undefined ? {} : { made: creation.command }),
      ...this.#commands(mapped, creation, at),
    }))) as Readonly<Record<string, Answer<unknown>>>;
    const calls = new Map<RecordCall, CrmOutcome | 'notReached'>();
    const doubtful: RecordCall[] = [];
    for (const write of writes) {
      const index = mapped.indexOf(write);
      if (index < 0) {
        calls.set(write, unmapped(write.callOwnerId));
        continue;
      }
      const registered = answers[`reg${index}`] as Answer<Registered>;
      const outcome = recordOutcome(write, registered, answers[`fin${index}`] as Answer<unknown>);
      const isRefused = creation !== undefined && registered.kind === 'refused';
      if (outcome === 'doubtful') doubtful.push(write);
      calls.set(write, isRefused || outcome === 'doubtful' ? 'notReached' : outcome);
    }
    for (const [write, row] of await this.#rows(doubtful)) {
      calls.set(write, row === undefined ? lost : 'outcome' in row ? row : recordedBefore(write, row));
    }
    for (const [write, outcome] of calls) {
      if (outcome !== 'notReached') calls.set(write, await this.#withRecording(write, outcome));
    }
    return { made: creation && (answers.made as NonNullable<Sent['made']>), calls };
  }

  #commands(
    writes: readonly RecordCall[],
    creation: Creation | undefined,
    at: (name: string) => string,
  ): Commands {
    const { users, clientOf } = this.#parts;
    return Object.fromEntries(
      writes.flatMap((write, index) => {
        const known = clientOf(write.client);
        const created =
          creation?.client === undefined || write.client.kind !== 'byPhone'
            ? undefined
            : { kind: creation.client, id: ref(at('made'), 'item', 'id') };
        const plan = { write, userId: users.get(write.callOwnerId) ?? '', target: known ?? created };
        const onlyAfter =
          creation === undefined ? {} : { onlyAfter: ref(at('made'), 'item', 'assignedById') };
        const { reg, fin } = callCommands({ ...plan, ...onlyAfter }, at(`reg${index}`));
        return [
          [`reg${index}`, reg],
          [`fin${index}`, fin],
        ];
      }),
    );
  }

  /** The calls as the statistics have them. */
  async #rows(
    writes: readonly RecordCall[],
  ): Promise<ReadonlyMap<RecordCall, StatisticsRow | CrmOutcome | undefined>> {
    if (writes.length === 0) return new Map();
    const answers = (await this.#parts.courier.send(() =>
      Object.fromEntries(writes.map(({ key }, index) => [`row${index}`, rowOf(key)])),
    )) as Readonly<Record<string, Answer<readonly StatisticsRow[]>>>;
    return new Map(
      writes.map((write, index): [RecordCall, StatisticsRow | CrmOutcome | undefined] => {
        const answer = answers[`row${index}`] as Answer<readonly StatisticsRow[]>;
        if (answer.kind === 'result') return [write, rowAmong(write.key, answer.result)];
        return [write, answer.kind === 'refused' ? outcomeOf(answer) : notNow(answer)];
      }),
    );
  }

  #recordingOf({ key, recordingIds }: RecordCall): string | undefined {
    return this.#parts.recordings.areKept(key) ? recordingIds.at(-1) : undefined;
  }

  async #withRecording(write: RecordCall, outcome: CrmOutcome, row?: StatisticsRow): Promise<CrmOutcome> {
    const recording = this.#recordingOf(write);
    if (recording === undefined || outcome.outcome !== 'done' || row?.RECORD_FILE_ID !== undefined)
      return outcome;
    await this.#parts.recordings.attachTo(write.key, recording);
    return outcome;
  }
}

/** Registered, and yet neither to be finished nor finished. */
const lost: CrmOutcome = {
  outcome: 'unknown',
  reason: 'The portal says that the call is finished, and its statistics do not have it.',
};
