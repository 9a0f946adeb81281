import type { Need } from '../../access/access-control.ts';
import { arn, type Place } from '../../template/place.ts';
import { type Description, type Service, type ServiceRequest, textField } from './service.ts';

const operations: Readonly<Record<string, string>> = {
  'GET /schedules': 'ListSchedules',
  'GET /schedules/': 'GetSchedule',
  'POST /schedules/': 'CreateSchedule',
  'PUT /schedules/': 'UpdateSchedule',
  'DELETE /schedules/': 'DeleteSchedule',
};

/** EventBridge Scheduler. Whoever gives a schedule its role needs `iam:PassRole` on that role as well. */
export class SchedulerService implements Service {
  readonly name = 'scheduler';
  readonly throttled = { status: 429, code: 'ThrottlingException', message: 'Rate exceeded' };
  readonly #place: Place;

  constructor(place: Place) {
    this.#place = place;
  }

  describe({ method, path, body }: ServiceRequest): Description {
    const url = new URL(path, 'http://scheduler');
    const [, collection, name] = url.pathname.split('/');
    const operation = operations[`${method} /${collection}${name === undefined ? '' : '/'}`] ?? 'unknown';
    const group =
      textField(body, 'GroupName') ??
      url.searchParams.get('groupName') ??
      url.searchParams.get('ScheduleGroup') ??
      'default';
    const resource = arn(this.#place, 'scheduler', `schedule/${group}/${decodeURIComponent(name ?? '*')}`);
    const need = {
      action: `scheduler:${operation}`,
      resource: operation === 'ListSchedules' ? '*' : resource,
    };
    return { operation, needs: [need, ...passRole(body)] };
  }

  error(status: number, code: string, message: string) {
    return {
      status,
      headers: { 'content-type': 'application/json', 'x-amzn-errortype': code },
      body: JSON.stringify({ Message: message }),
    };
  }
}

function passRole(body: Buffer): readonly Need[] {
  const role = body.length === 0 ? undefined : textField(body, 'RoleArn');
  if (role === undefined) return [];
  const context = { 'iam:passedtoservice': 'scheduler.amazonaws.com' };
  return [{ action: 'iam:PassRole', resource: role, context }];
}
