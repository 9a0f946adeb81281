import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SchedulerClient } from '@aws-sdk/client-scheduler';
import { SQSClient } from '@aws-sdk/client-sqs';

/**
 * AWS clients, one per process, made on first use. Region, credentials and endpoints come from the environment as
 * the SDK reads it (`AWS_ENDPOINT_URL_DYNAMODB` and the like point it at the local stack).
 */
const limits = { maxAttempts: 3, requestHandler: { connectionTimeout: 1_000, requestTimeout: 5_000 } };

let dynamo: DynamoDBClient | undefined;
let sqs: SQSClient | undefined;

export function dynamoClient(): DynamoDBClient {
  dynamo ??= new DynamoDBClient(limits);
  return dynamo;
}

export function sqsClient(): SQSClient {
  sqs ??= new SQSClient(limits);
  return sqs;
}

let scheduler: SchedulerClient | undefined;

export function schedulerClient(): SchedulerClient {
  scheduler ??= new SchedulerClient(limits);
  return scheduler;
}
