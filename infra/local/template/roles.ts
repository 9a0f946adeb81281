import * as z from 'zod';
import { inert, policyDocument } from './shapes.ts';

const inlinePolicy = z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument });

export const roleShape = z.strictObject({
  RoleName: z.string().optional(),
  AssumeRolePolicyDocument: policyDocument,
  ManagedPolicyArns: z.array(z.string()).optional(),
  Policies: z.array(inlinePolicy).optional(),
  Description: inert,
  MaxSessionDuration: inert,
  Path: inert,
  Tags: inert,
});

export const policyShape = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()),
});

export const keyShape = z.strictObject({
  KeyPolicy: policyDocument,
  Description: inert,
  EnableKeyRotation: inert,
  RotationPeriodInDays: inert,
  Enabled: inert,
  KeySpec: inert,
  KeyUsage: inert,
  PendingWindowInDays: inert,
  Tags: inert,
});

/** A policy document as the template has it, with a name for messages about it. */
export interface PolicySource {
  readonly name: string;
  readonly document: unknown;
}

export interface RoleModel {
  readonly arn: string;
  readonly name: string;
  readonly trust: PolicySource;
  readonly policies: readonly PolicySource[];
  readonly managedPolicies: readonly string[];
}
