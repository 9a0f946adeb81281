import type { ClientRef, RecordCall } from '../../../effects/crm-write.ts';
import type { PartyKind, PartyRef } from '../../../people/party.ts';
import type { CrmOutcome } from '../../port.ts';
import type { Endings } from '../cards/endings.ts';
import type { Answer } from '../rest/answer.ts';
import type { Command } from '../rest/batch.ts';
import { recordedBefore } from './call-commands.ts';
import { type Answers, commandsOf, outcomeIn, type Plan } from './call-plan.ts';
import type { Courier } from './courier.ts';
import type { StatisticsRow } from './methods.ts';
import { notNow, outcomeOf, unmapped } from './outcomes.ts';
import type { Recordings } from './recordings.ts';
import { rowCommands, rowIn } from './rows.ts';

/** A creation that goes in front of the calls, in one parcel with them. */
export interface Creation {
  readonly command: Command<{ item: { id: string } }>;
  /** What it creates, where that is the client of these calls. */
  readonly client?: PartyKind;
}

export interface CallsParts {
  readonly courier: Courier;
  readonly recordings: Recordings;
  readonly endings: Endings;
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
   * Each call in a parcel of its own. Behind a creation all are in one with it, registered by what it gives: where it
   * fails they are `notReached`. So is a live call that is to be finished, which needs nothing of the creation and would
   * be finished whatever becomes of it.
   */
  async send(writes: readonly RecordCall[], creation?: Creation): Promise<Sent> {
    const { courier } = this.#parts;
    const calls = new Map<RecordCall, CrmOutcome | 'notReached'>();
    const plans: Plan[] = [];
    for (const write of writes) {
      const plan = await this.#planFor(write, creation);
      if (plan === 'notReached' || 'outcome' in plan) calls.set(write, plan);
      else plans.push(plan);
    }
    const answers = await courier.sendEach((at) => {
      const parcels = plans.map((plan, index) => commandsOf(plan, index, creation !== undefined, at));
      return creation === undefined ? parcels : [Object.assign({ made: creation.command }, ...parcels)];
    });
    const doubtful: Plan[] = [];
    for (const [index, plan] of plans.entries()) {
      const { write } = plan;
      const outcome = outcomeIn(plan, index, answers);
      const isRefused = creation !== undefined && answers[`reg${index}`]?.kind === 'refused';
      if (outcome === 'doubtful') doubtful.push(plan);
      calls.set(write, isRefused || outcome === 'doubtful' ? 'notReached' : outcome);
    }
    await this.#resolve(doubtful, calls);
    for (const write of writes) {
      const outcome = calls.get(write);
      if (outcome !== undefined && outcome !== 'notReached') {
        calls.set(write, await this.#withRecording(write, outcome));
      }
    }
    return { made: creation && (answers.made as NonNullable<Sent['made']>), calls };
  }

  async #planFor(
    write: RecordCall,
    creation: Creation | undefined,
  ): Promise<Plan | CrmOutcome | 'notReached'> {
    const { users, clientOf, endings } = this.#parts;
    const userId = users.get(write.callOwnerId);
    if (userId === undefined) return unmapped(write.callOwnerId);
    const known = clientOf(write.client);
    const born = creation?.client !== undefined && write.client.kind === 'byPhone' && creation.client;
    const ending = await endings.of(write, known ?? (born ? 'created' : undefined));
    if ('outcome' in ending) return ending;
    if (ending.kind === 'finish' && creation !== undefined) return 'notReached';
    return { write, userId, ending, known, ...(born ? { born } : {}) };
  }

  /** The portal says that a call is not there to be finished: it was, or the portal has forgotten a live one. */
  async #resolve(
    doubtful: readonly Plan[],
    calls: Map<RecordCall, CrmOutcome | 'notReached'>,
  ): Promise<void> {
    const rows = await this.#rows(doubtful.map(({ write }) => write));
    for (const { write, ending } of doubtful) {
      const row = rows.get(write);
      if (row !== undefined) calls.set(write, 'outcome' in row ? row : recordedBefore(write, row));
      else if (ending.kind === 'finish') {
        this.#parts.endings.forget(write);
        calls.set(write, 'notReached');
      } else calls.set(write, lost);
    }
  }

  /** The calls as the statistics have them. */
  async #rows(
    writes: readonly RecordCall[],
  ): Promise<ReadonlyMap<RecordCall, StatisticsRow | CrmOutcome | undefined>> {
    if (writes.length === 0) return new Map();
    const commands = writes.map((write, index) => rowCommands(write, `row${index}`));
    const answers = (await this.#parts.courier.send(() => Object.assign({}, ...commands))) as Answers;
    return new Map(
      writes.map((write, index): [RecordCall, StatisticsRow | CrmOutcome | undefined] => {
        const answer = rowIn(write, `row${index}`, answers);
        if (answer.kind === 'result') return [write, answer.result];
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
    await this.#parts.recordings.attachTo(write, recording);
    return outcome;
  }
}

/** Registered, and yet neither to be finished nor finished. */
const lost: CrmOutcome = {
  outcome: 'unknown',
  reason: 'The portal says that the call is finished, and its statistics do not have it.',
};
