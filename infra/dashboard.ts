import { Duration } from 'aws-cdk-lib';
import {
  AlarmStatusWidget,
  Dashboard,
  GraphWidget,
  type IMetric,
  type IWidget,
  Row,
  Stats,
  TextWidget,
} from 'aws-cdk-lib/aws-cloudwatch';
import type { Construct } from 'constructs';
import type { Alarms, AlarmsProps } from './alarms.ts';
import { apiMetric, counted } from './metrics.ts';

/** One page that answers "does it run?": alarms, the way of a call from left to right, then each function. */
export function addDashboard(scope: Construct, props: AlarmsProps, alarms: Alarms): void {
  const { tenant, queues, lambdas, api } = props;
  const functions = (metric: (name: string) => (lambda: ReturnType<typeof lambdas.get>) => IMetric) =>
    lambdas.all.map(([{ folder }, lambda]) => metric(folder)(lambda));

  const rows: IWidget[][] = [
    [new TextWidget({ markdown: `# dutyline: ${tenant.name}`, width: 24, height: 1 })],
    [new AlarmStatusWidget({ title: 'Alarms', alarms: [...alarms.all], width: 24, height: 4 })],
    [
      graph('Requests', [apiMetric(api, 'Count'), apiMetric(api, '4xx'), apiMetric(api, '5xx')]),
      graph('Waiting messages', [
        ...queues.work.map(([name, queue]) =>
          queue.metricApproximateNumberOfMessagesVisible({ label: name }),
        ),
      ]),
      graph('Oldest message, seconds', [
        ...queues.work.map(([name, queue]) => queue.metricApproximateAgeOfOldestMessage({ label: name })),
      ]),
    ],
    [
      graph('Problems and refusals', [
        counted(tenant.id, 'ProblemOpened'),
        counted(tenant.id, 'WebhookRefused'),
        counted(tenant.id, 'WebhookMalformed'),
      ]),
      graph('Dead letters', [
        ...queues.deadLetters.map(([name, queue]) =>
          queue.metricApproximateNumberOfMessagesVisible({ label: name }),
        ),
      ]),
      graph('Answer time of the API, 99th percentile, ms', [apiMetric(api, 'Latency')]),
    ],
    [
      graph(
        'Errors',
        functions((label) => (lambda) => lambda.metricErrors({ label, statistic: Stats.SUM })),
      ),
      graph(
        'Throttles',
        functions((label) => (lambda) => lambda.metricThrottles({ label, statistic: Stats.SUM })),
      ),
      graph(
        'Duration, 99th percentile, ms',
        functions((label) => (lambda) => lambda.metricDuration({ label, statistic: Stats.p(99) })),
      ),
    ],
  ];
  new Dashboard(scope, 'Dashboard', {
    dashboardName: `dutyline-${tenant.id}`,
    defaultInterval: Duration.hours(12),
    widgets: rows.map((row) => [new Row(...row)]),
  });
}

const graph = (title: string, left: IMetric[]): GraphWidget =>
  new GraphWidget({ title, left, width: 8, height: 6 });
