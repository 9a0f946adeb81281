import type {
  IPolicyValidationContext,
  IPolicyValidationPlugin,
  PolicyValidationPluginReport,
} from 'aws-cdk-lib';
import { AwsSolutionsChecks } from 'cdk-nag';

/** cdk-nag's AwsSolutions rules, of which a warning stops the synthesis like an error. */
export class AwsSolutions implements IPolicyValidationPlugin {
  readonly name = 'AwsSolutions';

  validate({ appConstruct }: IPolicyValidationContext): PolicyValidationPluginReport {
    const report = new AwsSolutionsChecks().validateScope(appConstruct);
    return { ...report, violations: report.violations.map((one) => ({ ...one, severity: 'error' })) };
  }
}
