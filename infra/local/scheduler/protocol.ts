import { createServer, type IncomingMessage, type Server } from 'node:http';
import { close, listen, readBody } from '../listen.ts';
import { arn, type Place } from '../template/place.ts';
import { isTimeZone, parseExpression } from './expression.ts';
import { type Schedule, type ScheduleBody, scheduleBody } from './schedule.ts';
import type { Scheduler } from './scheduler.ts';

interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly error?: string;
}

/** Says whether the service may take on a role for schedules of a group. */
export type MayAssume = (roleArn: string, groupArn: string) => boolean;

/** EventBridge Scheduler's REST protocol, as far as schedules go; groups come from the template. */
export class SchedulerProtocol {
  readonly #scheduler: Scheduler;
  readonly #place: Place;
  readonly #mayAssume: MayAssume;
  readonly #server: Server = createServer(async (incoming, outgoing) => {
    const { status, body, error } = await this.#answer(incoming);
    outgoing.writeHead(status, {
      'content-type': 'application/json',
      ...(error === undefined ? {} : { 'x-amzn-errortype': error }),
    });
    outgoing.end(JSON.stringify(body));
  });

  constructor(scheduler: Scheduler, place: Place, mayAssume: MayAssume) {
    this.#scheduler = scheduler;
    this.#place = place;
    this.#mayAssume = mayAssume;
  }

  /** @returns the server's address. */
  async listen(): Promise<string> {
    return `http://127.0.0.1:${await listen(this.#server)}`;
  }

  stop(): Promise<void> {
    return close(this.#server);
  }

  async #answer(incoming: IncomingMessage): Promise<Answer> {
    const body = await readBody(incoming);
    const url = new URL(incoming.url ?? '/', 'http://scheduler');
    const [, collection, encoded] = url.pathname.split('/');
    if (collection !== 'schedules') {
      return validation(`The local stack knows schedules only, not ${incoming.method} ${url.pathname}.`);
    }
    if (encoded === undefined) return this.#list(url.searchParams);
    const name = decodeURIComponent(encoded);
    const group = url.searchParams.get('groupName') ?? 'default';
    switch (incoming.method) {
      case 'POST':
        return this.#create(name, body);
      case 'PUT':
        return this.#update(name, body);
      case 'DELETE':
        return this.#scheduler.delete(group, name) ? ok({}) : missing(name);
      default: {
        const schedule = this.#scheduler.get(group, name);
        return schedule === undefined ? missing(name) : ok(this.#describe(schedule));
      }
    }
  }

  #create(name: string, raw: Buffer): Answer {
    const body = this.#read(name, raw);
    if ('status' in body) return body;
    const existing = this.#scheduler.get(body.GroupName, name);
    if (existing === undefined) return ok({ ScheduleArn: this.#arn(this.#scheduler.put(name, body)) });
    // The same request once more, by the token its sender gave it.
    if (body.ClientToken !== undefined && body.ClientToken === existing.body.ClientToken) {
      return ok({ ScheduleArn: this.#arn(existing) });
    }
    return failure(409, 'ConflictException', `Schedule ${name} already exists.`);
  }

  #update(name: string, raw: Buffer): Answer {
    const body = this.#read(name, raw);
    if ('status' in body) return body;
    const existing = this.#scheduler.get(body.GroupName, name);
    if (existing === undefined) return missing(name);
    return ok({ ScheduleArn: this.#arn(this.#scheduler.put(name, body, existing.createdAt)) });
  }

  #read(name: string, raw: Buffer): ScheduleBody | Answer {
    const json = parseJson(raw);
    if (json === undefined) return validation('The body is not JSON.');
    const result = scheduleBody.safeParse(json);
    if (!result.success) {
      return validation(
        result.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join('; '),
      );
    }
    const body = result.data;
    if (!/^[\w.-]{1,64}$/.test(name)) return validation(`Invalid schedule name ${name}.`);
    if (!this.#scheduler.groups.has(body.GroupName)) {
      return failure(404, 'ResourceNotFoundException', `Schedule group ${body.GroupName} does not exist.`);
    }
    const zone = body.ScheduleExpressionTimezone;
    if (!isTimeZone(zone)) return validation(`Invalid ScheduleExpressionTimezone ${zone}.`);
    const expression = parseExpression(body.ScheduleExpression, zone);
    if ('problem' in expression) return validation(expression.problem);
    if (
      !this.#mayAssume(body.Target.RoleArn, arn(this.#place, 'scheduler', `schedule-group/${body.GroupName}`))
    ) {
      return validation(
        'The execution role you provide must allow AWS EventBridge Scheduler to assume the role.',
      );
    }
    return body;
  }

  #list(query: URLSearchParams): Answer {
    const group = query.get('ScheduleGroup');
    const state = query.get('State');
    const prefix = query.get('NamePrefix') ?? '';
    const from = Number(query.get('NextToken') ?? 0);
    const size = Number(query.get('MaxResults') ?? 100);
    const fitting = this.#scheduler
      .all()
      .filter(
        ({ name, body }) =>
          name.startsWith(prefix) &&
          (group === null || group === body.GroupName) &&
          (state === null || state === body.State),
      );
    return ok({
      Schedules: fitting.slice(from, from + size).map((schedule) => ({
        ...this.#head(schedule),
        Target: { Arn: schedule.body.Target.Arn },
      })),
      ...(from + size < fitting.length ? { NextToken: String(from + size) } : {}),
    });
  }

  #describe(schedule: Schedule): unknown {
    const { ClientToken, ...body } = schedule.body;
    return { ...body, ...this.#head(schedule) };
  }

  #head(schedule: Schedule) {
    return {
      Arn: this.#arn(schedule),
      Name: schedule.name,
      GroupName: schedule.body.GroupName,
      State: schedule.body.State,
      CreationDate: schedule.createdAt / 1000,
      LastModificationDate: schedule.modifiedAt / 1000,
    };
  }

  #arn({ name, body }: Schedule): string {
    return arn(this.#place, 'scheduler', `schedule/${body.GroupName}/${name}`);
  }
}

function parseJson(raw: Buffer): unknown {
  try {
    return JSON.parse(raw.toString());
  } catch {
    return undefined;
  }
}

function ok(body: unknown): Answer {
  return { status: 200, body };
}

function failure(status: number, error: string, message: string): Answer {
  return { status, error, body: { Message: message } };
}

function missing(name: string): Answer {
  return failure(404, 'ResourceNotFoundException', `Schedule ${name} does not exist.`);
}

function validation(message: string): Answer {
  return failure(400, 'ValidationException', message);
}
