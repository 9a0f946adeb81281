import { Placements } from './app/placements.ts';
import { iso } from './base/iso.ts';
import { secret } from './base/names.ts';
import type { Params } from './base/params.ts';
import { Activities } from './crm/activities.ts';
import { Crm } from './crm/crm.ts';
import { Timeline } from './crm/timeline.ts';
import { Bindings } from './events/bindings.ts';
import type { Cause } from './events/cause.ts';
import { Deliveries } from './events/deliveries.ts';
import { OfflineEvents } from './events/offline.ts';
import { Faults } from './faults.ts';
import { enterpriseBucket, LeakyBucket, standardBucket } from './limits/leaky-bucket.ts';
import { OperatingTime } from './limits/operating.ts';
import { Apps } from './oauth/apps.ts';
import { Tokens } from './oauth/tokens.ts';
import { Webhooks } from './oauth/webhooks.ts';
import { Calendar } from './people/calendar.ts';
import { Departments } from './people/departments.ts';
import { Notifications } from './people/notifications.ts';
import { People } from './people/people.ts';
import { RequestBook } from './request-book.ts';
import { IdempotencyKeys } from './tasks/idempotency.ts';
import { Tasks } from './tasks/tasks.ts';
import { Calls } from './telephony/calls.ts';
import { Lines } from './telephony/lines.ts';

/** What the portal pays for and is. Tests change it at any time. */
export interface PortalPlan {
  /** Without it every REST call is refused. */
  rest: boolean;
  /** 250 requests at once and 5 a second, instead of 50 and 2. */
  enterprise: boolean;
  /** On the customer's own server: no limit on requests nor on working time. */
  selfHosted: boolean;
  /** Inferred: a plan without it refuses offline events (`feature.get` of `rest_offline_extended`). */
  keepsEvents: boolean;
  /** Older portals lack `/rest/api/`. */
  v3: boolean;
  /** Minutes east of Greenwich. */
  zoneMinutes: number;
  /** `down`: 503 with a page of HTML; `unreachable`: no connection; `deleted`: `PORTAL_DELETED`. */
  state: 'up' | 'down' | 'unreachable' | 'deleted';
}

export interface PortalOptions {
  /** Epoch milliseconds; everything in the portal that takes time follows it. */
  readonly now: () => number;
  /** From 0 to 1; decides where faults by share strike. */
  readonly chance: () => number;
}

/** All that a portal holds: what the REST methods work on and what tests prepare and look at. */
export class Portal {
  readonly now: () => number;
  readonly memberId = secret(16);
  readonly plan: PortalPlan = {
    rest: true,
    enterprise: false,
    selfHosted: false,
    keepsEvents: true,
    v3: true,
    zoneMinutes: 180,
    state: 'up',
  };
  /** Where the portal and the OAuth server are; the portal may move. */
  readonly address = { portal: '', oauth: '' };
  readonly apps = new Apps();
  readonly webhooks = new Webhooks();
  readonly tokens: Tokens;
  readonly people: People;
  readonly departments = new Departments();
  readonly calendar = new Calendar();
  readonly notifications = new Notifications();
  readonly crm: Crm;
  readonly activities: Activities;
  readonly timeline = new Timeline();
  readonly calls = new Calls();
  readonly lines = new Lines();
  readonly tasks: Tasks;
  readonly idempotency: IdempotencyKeys;
  readonly placements = new Placements();
  readonly bindings = new Bindings();
  readonly offline: OfflineEvents;
  readonly deliveries: Deliveries;
  readonly bucket: LeakyBucket;
  readonly operating: OperatingTime;
  readonly faults: Faults;
  readonly requests = new RequestBook();
  /** Seconds of work that a call of a method is counted with. */
  workSeconds: (method: string) => number = () => 0.05;
  /** Awaited when a request's work is done, before it is answered: what happens meanwhile is a test's choice. */
  beforeReply: () => Promise<void> = async () => {};
  /** Tells events to whoever has bound them; set once the portal is put together. */
  announce: (event: string, data: Params, cause: Cause) => void = () => {};

  constructor({ now, chance }: PortalOptions) {
    const emit = (event: string, data: Params, cause: Cause): void => this.announce(event, data, cause);
    this.now = now;
    this.tokens = new Tokens(now);
    this.people = new People(now, emit);
    this.crm = new Crm(() => this.iso(now()), emit);
    this.activities = new Activities(now, emit);
    this.tasks = new Tasks(now, emit);
    this.idempotency = new IdempotencyKeys(now);
    this.offline = new OfflineEvents(now);
    this.deliveries = new Deliveries(chance);
    this.bucket = new LeakyBucket(now, () => (this.plan.enterprise ? enterpriseBucket : standardBucket));
    this.operating = new OperatingTime(now);
    this.faults = new Faults(chance);
    this.people.add({ admin: true, name: 'Anna', lastName: 'Admin' });
    this.departments.add({ name: 'Acme', headId: 1 });
  }

  /** Host and port of the portal. */
  get domain(): string {
    return new URL(this.address.portal).host;
  }

  /** Where the REST methods are: ends with a slash. */
  get clientEndpoint(): string {
    return `${this.address.portal}/rest/`;
  }

  get serverEndpoint(): string {
    return `${this.address.oauth}/rest/`;
  }

  /** In the portal's zone. */
  iso(epochMs: number): string {
    return iso(epochMs, this.plan.zoneMinutes);
  }
}
