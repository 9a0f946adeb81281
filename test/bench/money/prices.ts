/** Dollars for a million, us-east-1, arm64; read in November 2026. */
export const perMillion = {
  httpApiRequest: 1.0,
  lambdaInvocation: 0.2,
  lambdaGbSecond: 13.3334,
  dynamodbWriteUnit: 0.625,
  /** A strongly consistent read of 4 KB; others are half of one. */
  dynamodbReadUnit: 0.125,
  sqsStandardRequest: 0.4,
  sqsFifoRequest: 0.5,
  logKilobyte: 0.5,
} as const;

/**
 * What this machine can't measure. A function has a processor for each 1,769 MB, so that at 512 MB everything takes
 * three and a half times as long; while it waits for AWS it is billed as well.
 */
export const assumed = {
  memoryMb: 512,
  memoryOfOneProcessorMb: 1_769,
  /** One request to DynamoDB or SQS within the region. */
  requestMs: 6,
  /** The access log's line for a webhook. Functions write none for what goes well, and Lambda's own are switched off. */
  accessLogBytes: 200,
} as const;
