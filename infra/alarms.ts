import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Alarm, ComparisonOperator, type IMetric, Stats, TreatMissingData } from 'aws-cdk-lib/aws-cloudwatch';
import { SnsAction } from 'aws-cdk-lib/aws-cloudwatch-actions';
import type { ITopic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import type { Lambdas } from './lambdas.ts';
import { apiMetric, counted } from './metrics.ts';
import type { Queues } from './queues.ts';
import type { TenantFile } from './tenant.ts';

export interface AlarmsProps {
  readonly tenant: TenantFile;
  readonly topic: ITopic;
  readonly queues: Queues;
  readonly lambdas: Lambdas;
  readonly api: HttpApi;
}

interface Rule {
  readonly name: string;
  readonly metric: IMetric;
  /** The alarm goes off at this value. */
  readonly from: number;
  readonly inARow?: number;
  /** What happened, and what to do. */
  readonly says: string;
}

/** How old the oldest message may be before somebody should look; a CRM has bad minutes of its own. */
const oldestSeconds = {
  events: 300,
  'crm-writes': 900,
  messages: 600,
  timers: 1_800,
  'ticket-events': 300,
  'ticket-timers': 1_800,
  'crm-events': 900,
  recordings: 3_600,
  'call-cards': 300,
} as const;

/** Every alarm of the stack; all of them go to the topic, when they go off and when they are over. */
export class Alarms extends Construct {
  readonly all: readonly Alarm[];

  constructor(scope: Construct, props: AlarmsProps) {
    super(scope, 'Alarms');
    const action = new SnsAction(props.topic);
    this.all = [...queueRules(props), ...functionRules(props), ...edgeRules(props)].map((rule) => {
      const alarm = new Alarm(this, rule.name, {
        alarmName: `dutyline-${props.tenant.id}-${rule.name}`,
        alarmDescription: `${props.tenant.name}: ${rule.says}`,
        metric: rule.metric,
        threshold: rule.from,
        evaluationPeriods: rule.inARow ?? 1,
        comparisonOperator: ComparisonOperator.GREATER_THAN_OR_EQUAL_TO_THRESHOLD,
        treatMissingData: TreatMissingData.NOT_BREACHING,
      });
      alarm.addAlarmAction(action);
      alarm.addOkAction(action);
      return alarm;
    });
  }
}

function queueRules({ queues }: AlarmsProps): Rule[] {
  const minute = { period: Duration.minutes(1), statistic: Stats.MAXIMUM };
  return [
    ...queues.deadLetters.map(([name, queue]) => ({
      name,
      metric: queue.metricApproximateNumberOfMessagesVisible(minute),
      from: 1,
      says:
        name === 'schedules-dlq'
          ? 'a schedule could not start its function; read the message, mend the cause, purge the queue.'
          : 'messages failed too often and are not recorded as problems yet; see the log of dead-letters.',
    })),
    ...queues.work.map(([name, queue]) => ({
      name: `${name}-age`,
      metric: queue.metricApproximateAgeOfOldestMessage(minute),
      from: oldestSeconds[name],
      inARow: 3,
      says: `work waits for over ${oldestSeconds[name] / 60} minutes; see errors and throttles of its function.`,
    })),
  ];
}

function functionRules({ lambdas }: AlarmsProps): Rule[] {
  return lambdas.all.flatMap(([{ folder }, lambda]) => [
    {
      name: `${folder}-errors`,
      metric: lambda.metricErrors({ statistic: Stats.SUM }),
      from: 1,
      says: 'the function failed; its log has the error with its code.',
    },
    {
      name: `${folder}-throttles`,
      metric: lambda.metricThrottles({ statistic: Stats.SUM }),
      from: 1,
      says: "the function was held back; the account's limit of concurrent functions is reached.",
    },
  ]);
}

function edgeRules({ tenant, api }: AlarmsProps): Rule[] {
  return [
    {
      name: 'problems',
      metric: counted(tenant.id, 'ProblemOpened'),
      from: 1,
      says: 'a message could not be processed; see GET /api/problems, mend the cause, send it again.',
    },
    {
      name: 'webhooks-refused',
      metric: counted(tenant.id, 'WebhookRefused'),
      from: 20,
      says: 'many webhooks with a wrong signature: a changed PBX secret, or somebody is trying.',
    },
    {
      name: 'webhooks-malformed',
      metric: counted(tenant.id, 'WebhookMalformed'),
      from: 1,
      says: 'a webhook was signed but not understood, so its call is lost; see the log of pbx-webhook for the field.',
    },
    {
      name: 'api-5xx',
      metric: apiMetric(api, '5xx'),
      from: 1,
      says: 'a webhook or API request failed on our side; see the access log for the route.',
    },
  ];
}
