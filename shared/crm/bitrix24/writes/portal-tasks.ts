import { clockIn } from '../../../base/time.ts';
import type { CallbackTask } from '../../callback-task.ts';
import type { Answer, Failure } from '../rest/answer.ts';
import { command } from '../rest/batch.ts';
import type { Bitrix24Client } from '../rest/client.ts';
import { isoOf } from './call-commands.ts';
import type { Courier } from './courier.ts';
import { addOldTask, addTask, completeTask, listTasks, type PortalTask, updateTask } from './methods.ts';
import { taskBinding } from './names.ts';

export interface PortalTaskParts {
  readonly client: Bitrix24Client;
  /** IANA name; times in the tasks' texts are of it. */
  readonly timeZone: string;
  readonly timeoutMs?: number;
  /** Not by v3, although the portal has it. */
  readonly inBatches?: boolean;
}

/** A task as somebody in the portal sees it now. */
export interface TaskState {
  readonly description: string;
  /** Epoch milliseconds; absent while it is open. */
  readonly doneAt?: number;
}

export interface NewTask {
  readonly task: CallbackTask;
  /** Users of the portal. */
  readonly responsibleId: string;
  readonly creatorId: string;
  /** It may be there already: the answer of an earlier attempt was lost. */
  readonly isRepeat: boolean;
}

/** The portal forgets a key after 24 hours. */
const keyKeptMs = 20 * 3_600_000;
/** Clocks differ. */
const toleranceMs = 600_000;
/** 4: done, and its creator has not confirmed it yet. */
const doneStatuses: ReadonlySet<string> = new Set(['4', '5', 'completed', 'supposedly_completed']);

/**
 * Tasks in the portal. Those of v3 are made once for their key, one a request. Those of v2 share requests with all else,
 * and are looked for before they are made again.
 */
export class PortalTasks {
  readonly #parts: PortalTaskParts;
  #lacksV3: boolean;

  constructor(parts: PortalTaskParts) {
    this.#parts = parts;
    this.#lacksV3 = parts.inBatches ?? false;
  }

  /** @returns the new task's id, or that of the one that an earlier attempt made. */
  async add(courier: Courier, fresh: NewTask, now: number): Promise<string | Failure> {
    const { task, isRepeat } = fresh;
    const isOld = now - (task.plannedAt ?? now) > keyKeptMs;
    if (isRepeat && (isOld || this.#lacksV3)) {
      const made = await this.find(courier, fresh.task, fresh.responsibleId);
      if (made !== undefined) return made;
    }
    if (this.#lacksV3) return this.#addOld(courier, fresh);
    const answer = await courier.aside(() =>
      this.#parts.client.call(addTask, newFields(fresh, this.#parts.timeZone), {
        idempotencyKey: `dutyline-${task.id}`,
        ...(this.#parts.timeoutMs === undefined ? {} : { timeoutMs: this.#parts.timeoutMs }),
      }),
    );
    if (answer.kind === 'result') return answer.result.item.id;
    if (lacksMethod(answer)) {
      this.#lacksV3 = true;
      return this.add(courier, fresh, now);
    }
    // The same key with other words: the task was made before somebody changed who is whom.
    if (answer.code.endsWith('IDEMPOTENCYKEYREUSEDEXCEPTION')) {
      return (await this.find(courier, task)) ?? answer;
    }
    return answer;
  }

  async #addOld(courier: Courier, fresh: NewTask): Promise<string | Failure> {
    const { fields } = newFields(fresh, this.#parts.timeZone);
    const { add } = await courier.send(() => ({
      add: command(addOldTask, {
        fields: {
          TITLE: fields.title,
          DESCRIPTION: fields.description,
          RESPONSIBLE_ID: fields.responsibleId,
          CREATED_BY: fields.creatorId,
          DEADLINE: fields.deadline,
          UF_CRM_TASK: fields.crmItemIds,
        },
      }),
    }));
    return add.kind === 'result' ? add.result.task.id : add;
  }

  /** The states of these tasks by id; one that is missing was deleted. Inferred: we see all that we have made. */
  async states(courier: Courier, ids: readonly string[]): Promise<ReadonlyMap<string, TaskState> | Failure> {
    if (ids.length === 0) return new Map();
    const { tasks } = await courier.send(() => ({
      tasks: command(listTasks, { filter: { ID: ids }, select: [...listed], start: -1 }),
    }));
    if (tasks.kind !== 'result') return tasks;
    const known = tasks.result.tasks.filter(({ id }) => ids.includes(id));
    return new Map(known.map((task) => [task.id, stateOf(task)]));
  }

  /** One more missed call: a line of its own, beneath what people have written. Doing it again changes nothing. */
  async addMiss(
    courier: Courier,
    id: string,
    { description }: TaskState,
    miss: Miss,
  ): Promise<Answer<unknown>> {
    const line = lineOf(miss, this.#parts.timeZone);
    const text = description.includes(line) ? description : `${description}\n${line}`;
    const { update } = await courier.send(() => ({
      update: command(updateTask, { taskId: id, fields: { DESCRIPTION: text, PRIORITY: 2 } }),
    }));
    return update;
  }

  async complete(courier: Courier, ids: readonly string[]): Promise<Failure | undefined> {
    if (ids.length === 0) return undefined;
    const answers = await courier.send(() =>
      Object.fromEntries(ids.map((id) => [`task${id}`, command(completeTask, { taskId: id })])),
    );
    return Object.values(answers).find((answer) => answer.kind !== 'result');
  }

  /** A task that an attempt made whose answer was lost: v2 has no key, and v3 forgets it. */
  async find(
    courier: Courier,
    task: CallbackTask,
    responsibleId?: string,
  ): Promise<string | Failure | undefined> {
    const since = isoOf((task.plannedAt ?? task.missedAt) - toleranceMs);
    const { tasks } = await courier.send(() => ({
      tasks: command(listTasks, {
        filter: { '>=CREATED_DATE': since, TITLE: task.text, RESPONSIBLE_ID: responsibleId },
        order: { ID: 'ASC' },
        select: [...listed],
        start: -1,
      }),
    }));
    if (tasks.kind !== 'result') return tasks;
    const first = lineOf(task, this.#parts.timeZone);
    return tasks.result.tasks.find(
      ({ title, description }) => title === task.text && description.startsWith(first),
    )?.id;
  }
}

const listed = ['ID', 'TITLE', 'STATUS', 'DESCRIPTION', 'CLOSED_DATE'] as const;

function stateOf({ status, description, closedDate }: PortalTask): TaskState {
  if (!doneStatuses.has(status)) return { description };
  return { description, doneAt: Date.parse(closedDate) || 0 };
}

/** What a line of the task says of a missed call. */
interface Miss {
  readonly missedAt: number;
  readonly number: string;
  readonly line?: string;
}

function newFields({ task, responsibleId, creatorId }: NewTask, timeZone: string) {
  const { text, dueAt, client } = task;
  return {
    fields: {
      title: text,
      creatorId: Number(creatorId),
      responsibleId: Number(responsibleId),
      deadline: isoOf(dueAt),
      description: lineOf(task, timeZone),
      ...(client === undefined ? {} : { crmItemIds: [taskBinding(client)] }),
    },
  };
}

/** `22.11.2026 12:05:33 +7… → +7…`: without words, hence without a language; to the second, so that no two are alike. */
function lineOf({ missedAt, number, line }: Miss, timeZone: string): string {
  const { date, time } = clockIn(missedAt, timeZone);
  const seconds = String(Math.floor(missedAt / 1_000) % 60).padStart(2, '0');
  return `${date} ${time}:${seconds} ${number}${line === undefined ? '' : ` → ${line}`}`;
}

/** Inferred: how a portal without v3 answers there; as a REST server or as a web server that knows no such page. */
const lacksMethod = ({ code }: Failure): boolean => code === 'ERROR_METHOD_NOT_FOUND' || code === 'HTTP_404';
