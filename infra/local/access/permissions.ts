import type { PermissionModel } from '../template/functions.ts';
import { accountId } from '../template/place.ts';
import { fits } from './wildcard.ts';

/** Whether a permission of a function lets API Gateway call it for a route. */
export function mayInvoke(
  permissions: readonly PermissionModel[],
  call: { readonly functionArn: string; readonly service: string; readonly sourceArn: string },
): boolean {
  return permissions.some(
    ({ Action, FunctionName, Principal, SourceArn, SourceAccount }) =>
      fits(Action, 'lambda:InvokeFunction') &&
      FunctionName === call.functionArn &&
      Principal === call.service &&
      (SourceArn === undefined || fits(SourceArn, call.sourceArn)) &&
      (SourceAccount === undefined || SourceAccount === accountId),
  );
}
