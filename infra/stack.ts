import { type App, Stack, Tags, Validations } from 'aws-cdk-lib';
import { AlarmTopic } from './alarm-topic.ts';
import { Alarms } from './alarms.ts';
import type { Bundle } from './build.ts';
import { addDashboard } from './dashboard.ts';
import { Http } from './http-api.ts';
import { Lambdas } from './lambdas.ts';
import { AwsSolutions } from './nag.ts';
import { suppressFindings } from './nag-suppressions.ts';
import { QueueRules } from './queue-rules.ts';
import { Queues } from './queues.ts';
import { Schedules } from './schedules.ts';
import { Tables } from './tables.ts';
import type { TenantFile } from './tenant.ts';
import { Timers } from './timers.ts';

export interface TenantStackProps {
  readonly tenant: TenantFile;
  readonly bundles: readonly Bundle[];
}

/** All of one tenant. Tenants share nothing: no table, queue, key or role. */
export class TenantStack extends Stack {
  constructor(app: App, { tenant, bundles }: TenantStackProps) {
    super(app, `dutyline-${tenant.id}`, {
      description: `dutyline for ${tenant.name}`,
      ...(tenant.region === undefined ? {} : { env: { region: tenant.region } }),
      terminationProtection: true,
      analyticsReporting: false,
    });
    const tables = new Tables(this);
    const queues = new Queues(this, tenant);
    const timers = new Timers(this, tenant, queues);
    const lambdas = new Lambdas(this, { tenant, bundles, tables, queues, timers });
    const { api } = new Http(this, tenant, lambdas);
    new Schedules(this, tenant, lambdas, queues);
    const { topic } = new AlarmTopic(this, tenant);
    const watched = { tenant, topic, queues, lambdas, api };
    addDashboard(this, watched, new Alarms(this, watched));
    Tags.of(this).add('dutyline:tenant', tenant.id);
  }
}

/** Puts the tenant's stack into the app, and the rules it must pass: cdk-nag's and R14. */
export function addTenantStack(app: App, props: TenantStackProps): TenantStack {
  const stack = new TenantStack(app, props);
  suppressFindings(stack);
  Validations.of(app).addPlugins(new AwsSolutions(), new QueueRules());
  return stack;
}
