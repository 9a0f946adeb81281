import { Duration } from 'aws-cdk-lib';
import type { HttpApi } from 'aws-cdk-lib/aws-apigatewayv2';
import { Metric, Stats } from 'aws-cdk-lib/aws-cloudwatch';

const period = Duration.minutes(5);

/** What functions count through the logger (embedded metrics, namespace `dutyline`). */
export function counted(
  tenantId: string,
  metricName: 'ProblemOpened' | 'WebhookRefused' | 'WebhookMalformed',
): Metric {
  return new Metric({
    namespace: 'dutyline',
    metricName,
    dimensionsMap: { tenant: tenantId },
    statistic: Stats.SUM,
    period,
  });
}

export function apiMetric(api: HttpApi, metricName: 'Count' | '4xx' | '5xx' | 'Latency'): Metric {
  return new Metric({
    namespace: 'AWS/ApiGateway',
    metricName,
    dimensionsMap: { ApiId: api.apiId },
    statistic: metricName === 'Latency' ? Stats.p(99) : Stats.SUM,
    period,
  });
}
