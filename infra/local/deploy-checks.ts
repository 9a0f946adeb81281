import type { AccessControl } from './access/access-control.ts';
import { MissingGrantError } from './errors.ts';
import { deniedMessage } from './gateway/exchange.ts';
import type { StackModel } from './template/stack-model.ts';

const pollActions = ['sqs:ReceiveMessage', 'sqs:DeleteMessage', 'sqs:GetQueueAttributes'];

/**
 * What AWS checks when it makes the resources, before anything runs: that Lambda may take on every function's role,
 * and that the role of a function with a queue may take messages from it.
 *
 * @throws MissingGrantError (DL7006) naming the action.
 */
export function checkDeployable(model: StackModel, access: AccessControl): void {
  for (const { name, roleArn } of model.functions) {
    if (!access.mayAssume(roleArn, 'lambda.amazonaws.com')) {
      const message = `The role of ${name} cannot be assumed by Lambda: sts:AssumeRole is not granted to lambda.amazonaws.com.`;
      throw new MissingGrantError(message, 'sts:AssumeRole', roleArn);
    }
  }
  for (const { functionArn, queueArn } of model.mappings) {
    const owner = model.functions.find(({ arn }) => arn === functionArn);
    if (owner === undefined) continue;
    for (const action of pollActions) {
      const need = { action, resource: queueArn };
      const refusal = access.refusal(owner.roleArn, need);
      if (refusal === undefined) continue;
      const message = deniedMessage(access.roleName(owner.roleArn), owner.name, need, refusal);
      throw new MissingGrantError(message, action, queueArn);
    }
  }
}
