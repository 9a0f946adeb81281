import { describe, expect, it } from 'vitest';
import { functions } from '../../infra/functions.ts';
import { TemplateView } from './template-view.ts';

const template = TemplateView.ofExample();
const alarms = template.all('AWS::CloudWatch::Alarm');

describe('the alarms', () => {
  it('watch each function, each dead-letter queue, the age of waiting work, and the edge', () => {
    expect(alarms.map(([name]) => name.replace('Alarms/', ''))).toEqual(
      [
        ...functions.flatMap(({ folder }) => [`${folder}-errors`, `${folder}-throttles`]),
        ...['events-dlq', 'crm-writes-dlq', 'messages-dlq', 'timers-dlq', 'schedules-dlq'],
        ...['ticket-events-dlq', 'ticket-timers-dlq'],
        ...['events-age', 'crm-writes-age', 'messages-age', 'timers-age'],
        ...['ticket-events-age', 'ticket-timers-age'],
        ...['problems', 'webhooks-refused', 'webhooks-malformed', 'api-5xx'],
      ].sort((one, other) => one.localeCompare(other)),
    );
  });

  it.each(alarms)(
    '%s tells the topic, says what happened, and is quiet without data',
    (_, { Properties }) => {
      const actions = [Properties.AlarmActions, Properties.OKActions].flat();
      expect(actions.map((action) => template.text(action))).toEqual([
        'AlarmTopic/Topic',
        'AlarmTopic/Topic',
      ]);
      expect(Properties.AlarmDescription).toMatch(/^Example Ltd: .{20,}\.$/);
      expect(Properties.TreatMissingData).toBe('notBreaching');
    },
  );

  it('go off at the first dead letter and at the first problem', () => {
    for (const name of ['events-dlq', 'crm-writes-dlq', 'timers-dlq', 'schedules-dlq']) {
      expect(template.one(`Alarms/${name}`).Properties).toMatchObject({
        MetricName: 'ApproximateNumberOfMessagesVisible',
        Threshold: 1,
        EvaluationPeriods: 1,
      });
    }
    expect(template.one('Alarms/problems').Properties).toMatchObject({
      Namespace: 'dutyline',
      MetricName: 'ProblemOpened',
      Dimensions: [{ Name: 'tenant', Value: 'example' }],
      Threshold: 1,
    });
  });

  it('reach the e-mail address by an encrypted topic that CloudWatch may publish to', () => {
    const { Properties: topic } = template.one('AlarmTopic/Topic');
    expect(template.text(topic.KmsMasterKeyId)).toBe('AlarmTopic/Key');
    const subscriptions = template.all('AWS::SNS::Subscription').map(([, { Properties }]) => Properties);
    expect(subscriptions).toMatchObject([{ Protocol: 'email', Endpoint: 'alarms@example.com' }]);
    const policy = JSON.stringify(template.one('AlarmTopic/Topic/Policy').Properties.PolicyDocument);
    expect(policy).toContain('{"Service":"cloudwatch.amazonaws.com"}');
    expect(JSON.stringify(template.one('AlarmTopic/Key').Properties.KeyPolicy)).toContain(
      'kms:GenerateDataKey',
    );
  });

  it('are on the dashboard, with a graph for each part', () => {
    const body = template.text(template.one('Dashboard').Properties.DashboardBody);
    for (const [name] of alarms) expect(body).toContain(name);
    for (const title of ['Requests', 'Waiting messages', 'Dead letters', 'Errors', 'Throttles']) {
      expect(body).toContain(`"title":"${title}"`);
    }
  });
});
