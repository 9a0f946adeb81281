import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { IPolicyValidationContext } from 'aws-cdk-lib';
import { describe, expect, it } from 'vitest';
import { QueueRules, queueFaults, type TemplateResources } from '../../infra/queue-rules.ts';
import { TemplateView } from './template-view.ts';

const template = TemplateView.ofExample();

/** The example's template with some properties of one resource changed. */
function withChange(name: string, change: Readonly<Record<string, unknown>>): TemplateResources {
  const copy = structuredClone(template.json) as { Resources: Record<string, { Properties: object }> };
  const [id] = Object.keys(copy.Resources).filter((logicalId) => template.nameOf(logicalId) === name);
  Object.assign(copy.Resources[id as string]?.Properties ?? {}, change);
  return copy as unknown as TemplateResources;
}

const faultsOf = (resources: TemplateResources): readonly string[] =>
  queueFaults(resources).map(({ logicalId, fault }) => `${template.nameOf(logicalId)} ${fault}`);

describe('the queues', () => {
  it('R14 no queue setting drops a message', () => {
    expect(queueFaults(template.json)).toEqual([]);
  });

  it('R14 every work queue hides, repeats and keeps as long as it should', () => {
    const settings = template.all('AWS::SQS::Queue').map(([name, { Properties }]) => {
      const redrive = Properties.RedrivePolicy as
        | { maxReceiveCount: number; deadLetterTargetArn: unknown }
        | undefined;
      const after =
        redrive === undefined
          ? 'kept'
          : `${redrive.maxReceiveCount} receives -> ${template.text(redrive.deadLetterTargetArn)}`;
      const days = Number(Properties.MessageRetentionPeriod) / 86_400;
      return `${name}${Properties.FifoQueue ? '.fifo' : ''}: ${Properties.VisibilityTimeout ?? 30} s, ${days} days, ${after}`;
    });
    expect(settings).toEqual([
      'Queues/crm-writes.fifo: 360 s, 14 days, 1000 receives -> Queues/crm-writes-dlq',
      'Queues/crm-writes-dlq.fifo: 180 s, 14 days, kept',
      'Queues/events.fifo: 180 s, 14 days, 5 receives -> Queues/events-dlq',
      'Queues/events-dlq.fifo: 180 s, 14 days, kept',
      'Queues/messages.fifo: 360 s, 14 days, 1000 receives -> Queues/messages-dlq',
      'Queues/messages-dlq.fifo: 180 s, 14 days, kept',
      'Queues/schedules-dlq: 30 s, 14 days, kept',
      'Queues/ticket-events.fifo: 180 s, 14 days, 5 receives -> Queues/ticket-events-dlq',
      'Queues/ticket-events-dlq.fifo: 180 s, 14 days, kept',
      'Queues/ticket-timers: 180 s, 14 days, 5 receives -> Queues/ticket-timers-dlq',
      'Queues/ticket-timers-dlq: 180 s, 14 days, kept',
      'Queues/timers: 180 s, 14 days, 5 receives -> Queues/timers-dlq',
      'Queues/timers-dlq: 180 s, 14 days, kept',
    ]);
  });

  it.each([
    [
      'a visibility below six times the timeout',
      'Queues/events',
      { VisibilityTimeout: 179 },
      'Queues/events is visible again after 179 s, before 180 s',
    ],
    [
      'too few receives',
      'Queues/events',
      { RedrivePolicy: { ...redriveOf('events'), maxReceiveCount: 4 } },
      'Queues/events gives up after 4 receives, before 5',
    ],
    [
      'no dead-letter queue',
      'Queues/timers',
      { RedrivePolicy: undefined },
      'Queues/timers has no dead-letter queue',
    ],
    [
      'dead letters that are thrown away early',
      'Queues/timers-dlq',
      { MessageRetentionPeriod: 345_600 },
      'Queues/timers its dead-letter queue keeps messages for 4 days',
    ],
    [
      'a slower function',
      'Functions/crm-writer/Function',
      { Timeout: 61 },
      'Queues/crm-writes is visible again after 360 s, before 366 s',
    ],
    [
      'batches that are repeated whole',
      'Functions/crm-writer/crm-writes',
      { FunctionResponseTypes: [] },
      'Functions/crm-writer/crm-writes repeats whole batches',
    ],
  ])('R14 is broken by %s', (_, name, change, fault) => {
    expect(faultsOf(withChange(name, change))).toContain(fault);
  });

  it('R14 stops the synthesis where it is broken', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'dutyline-r14-'));
    const templatePath = join(folder, 'broken.template.json');
    await writeFile(templatePath, JSON.stringify(withChange('Queues/events', { VisibilityTimeout: 30 })));
    const report = new QueueRules().validate({ templatePaths: [templatePath] } as IPolicyValidationContext);
    await rm(folder, { recursive: true });
    expect(report).toMatchObject({ success: false, violations: [{ ruleName: 'R14', severity: 'error' }] });
  });

  it('are encrypted and take TLS only', () => {
    const policies = template.all('AWS::SQS::QueuePolicy').map(([name, { Properties }]) => {
      expect(JSON.stringify(Properties.PolicyDocument)).toContain('"aws:SecureTransport":"false"');
      return name.replace('/Policy', '');
    });
    const queues = template.all('AWS::SQS::Queue');
    expect(policies.sort()).toEqual(queues.map(([name]) => name).sort());
    for (const [, { Properties }] of queues) expect(Properties).toMatchObject({ SqsManagedSseEnabled: true });
  });

  it('are read by these functions, ten messages a batch', () => {
    const readers = template.all('AWS::Lambda::EventSourceMapping').map(([, { Properties }]) => {
      const { MaximumConcurrency } = Properties.ScalingConfig as { MaximumConcurrency: number };
      expect(Properties).toMatchObject({ BatchSize: 10, FunctionResponseTypes: ['ReportBatchItemFailures'] });
      return `${template.text(Properties.EventSourceArn)} -> ${template.text(Properties.FunctionName)} x ${MaximumConcurrency}`;
    });
    expect(readers).toEqual([
      'Queues/crm-writes -> Functions/crm-writer/Function x 10',
      'Queues/crm-writes-dlq -> Functions/dead-letters/Function x 2',
      'Queues/events-dlq -> Functions/dead-letters/Function x 2',
      'Queues/messages-dlq -> Functions/dead-letters/Function x 2',
      'Queues/ticket-events-dlq -> Functions/dead-letters/Function x 2',
      'Queues/ticket-timers-dlq -> Functions/dead-letters/Function x 2',
      'Queues/timers-dlq -> Functions/dead-letters/Function x 2',
      'Queues/events -> Functions/event-processor/Function x 50',
      'Queues/timers -> Functions/event-processor/Function x 20',
      'Queues/messages -> Functions/message-sender/Function x 10',
      'Queues/ticket-events -> Functions/ticket-processor/Function x 50',
      'Queues/ticket-timers -> Functions/ticket-processor/Function x 20',
    ]);
  });

  it('let the schedules repeat, and keep what could not start', () => {
    const { Properties } = template.one('Schedules/stale-calls/Schedule');
    const target = Properties.Target as {
      readonly Arn: unknown;
      readonly DeadLetterConfig: { Arn: unknown };
    };
    expect(Properties).toMatchObject({
      ScheduleExpression: 'rate(1 hour)',
      FlexibleTimeWindow: { Mode: 'OFF' },
    });
    expect(template.text(Properties.GroupName)).toBe('Schedules/Group');
    expect(template.text(target.Arn)).toBe('Functions/stale-calls/Function');
    expect(template.text(target.DeadLetterConfig.Arn)).toBe('Queues/schedules-dlq');
  });
});

function redriveOf(name: string): object {
  return template.one(`Queues/${name}`).Properties.RedrivePolicy as object;
}
