import { readFileSync } from 'node:fs';
import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from 'aws-cdk-lib';

/** What R14 reads of a synthesized template. */
export interface TemplateResources {
  readonly Resources: Readonly<
    Record<string, { readonly Type: string; readonly Properties?: Readonly<Record<string, unknown>> }>
  >;
}

export interface QueueFault {
  readonly logicalId: string;
  readonly fault: string;
}

/** AWS's own advice for queues read by functions, against messages that come back while they are being worked on. */
export const visibilityFactor = 6;
const fewestReceives = 5;
const deadLetterDays = 14;

/**
 * R14: no setting drops a message. Every queue that a function reads hides a message for at least six times the
 * function's timeout; every queue hands what fails at least five times to a dead-letter queue that keeps it for 14
 * days; functions report which messages of a batch failed, so that the others are not repeated.
 */
export function queueFaults({ Resources }: TemplateResources): readonly QueueFault[] {
  const queues = entries(Resources, 'AWS::SQS::Queue');
  const sources = entries(Resources, 'AWS::Lambda::EventSourceMapping');
  const deadLetterIds = new Set(
    queues.map(([, queue]) => deadLetterOf(queue).id).filter((id) => id !== undefined),
  );
  const faults: QueueFault[] = [];

  for (const [logicalId, queue] of queues) {
    const add = (fault: string) => faults.push({ logicalId, fault });
    const consumers = sources.filter(([, source]) => referenceOf(source.EventSourceArn) === logicalId);
    const { id: deadLetterId, receives } = deadLetterOf(queue);

    for (const [, source] of consumers) {
      const reader = Resources[referenceOf(source.FunctionName) ?? '']?.Properties ?? {};
      const needed = visibilityFactor * Number(reader.Timeout ?? 3);
      const visible = Number(queue.VisibilityTimeout ?? 30);
      if (visible < needed) add(`is visible again after ${visible} s, before ${needed} s`);
    }
    if (deadLetterId !== undefined) {
      if (receives < fewestReceives) add(`gives up after ${receives} receives, before ${fewestReceives}`);
      const kept = Number(Resources[deadLetterId]?.Properties?.MessageRetentionPeriod ?? 345_600) / 86_400;
      if (kept < deadLetterDays) add(`its dead-letter queue keeps messages for ${kept} days`);
    } else if (!deadLetterIds.has(logicalId) && consumers.length > 0) {
      add('has no dead-letter queue');
    }
  }
  for (const [logicalId, source] of sources) {
    const types = (source.FunctionResponseTypes ?? []) as readonly string[];
    if (!types.includes('ReportBatchItemFailures'))
      faults.push({ logicalId, fault: 'repeats whole batches' });
  }
  return faults;
}

function entries(resources: TemplateResources['Resources'], type: string) {
  return Object.entries(resources)
    .filter(([, resource]) => resource.Type === type)
    .map(([id, resource]) => [id, resource.Properties ?? {}] as const);
}

function deadLetterOf(queue: Readonly<Record<string, unknown>>): {
  id: string | undefined;
  receives: number;
} {
  const policy = queue.RedrivePolicy as
    | { deadLetterTargetArn?: unknown; maxReceiveCount?: number }
    | undefined;
  return { id: referenceOf(policy?.deadLetterTargetArn), receives: policy?.maxReceiveCount ?? 0 };
}

/** The logical id behind `Ref` or `Fn::GetAtt`. */
function referenceOf(value: unknown): string | undefined {
  const reference = value as { Ref?: string; 'Fn::GetAtt'?: readonly string[] } | undefined;
  return reference?.Ref ?? reference?.['Fn::GetAtt']?.[0];
}

/** Stops the synthesis on a fault. */
export class QueueRules implements IPolicyValidationPlugin {
  readonly name = 'dutyline-queues';

  validate({ templatePaths }: IPolicyValidationContext): PolicyValidationPluginReport {
    const violations = templatePaths.flatMap((templatePath) =>
      queueFaults(JSON.parse(readFileSync(templatePath, 'utf8')) as TemplateResources).map(
        ({ logicalId, fault }) => ({
          ruleName: 'R14',
          description: `A queue setting may drop a message: ${fault}.`,
          severity: 'error',
          violatingResources: [{ resourceLogicalId: logicalId, templatePath, locations: ['Properties'] }],
        }),
      ),
    );
    return { success: violations.length === 0, violations };
  }
}
