import { describe, expect, it } from 'vitest';
import { stackModel } from '../../../../infra/local/template/stack-model.ts';
import { readTemplate } from '../../../../infra/local/template/template.ts';
import { type FixtureResources, fixtureResources, writeAssembly } from '../fixtures/template.ts';

function modelOf(change: (resources: FixtureResources) => void = () => undefined) {
  const resources = fixtureResources();
  change(resources);
  const template = readTemplate(writeAssembly(resources));
  return stackModel(template, {
    stackName: template.stackName,
    region: template.region,
    gatewayUrl: 'http://gateway',
    apiUrl: 'http://api',
  });
}

describe('reading a synthesized template', () => {
  it('gives queues with their addresses and dead-letter queues', () => {
    const { queues } = modelOf();
    expect(queues.find(({ logicalId }) => logicalId === 'Events')).toMatchObject({
      name: 'fixture-events.fifo',
      url: 'http://gateway/000000000000/fixture-events.fifo',
      arn: 'arn:aws:sqs:eu-central-1:000000000000:fixture-events.fifo',
      fifo: true,
      visibilitySeconds: 60,
      deadLetterArn: 'arn:aws:sqs:eu-central-1:000000000000:fixture-EventsDead.fifo',
    });
  });

  it('gives functions with their folder, role and resolved variables', () => {
    const edge = modelOf().functions.find(({ name }) => name === 'fixture-edge');
    expect(edge).toMatchObject({
      handler: 'index.handler',
      roleArn: 'arn:aws:iam::000000000000:role/fixture-EdgeRole',
      environment: {
        TABLE_NAME: 'fixture-Table',
        EVENTS_QUEUE_URL: 'http://gateway/000000000000/fixture-events.fifo',
      },
    });
    expect(edge?.codeDirectory).toMatch(/fixtures\/functions\/puppet$/);
  });

  it('gives tables with indexes, expiry and the customer’s own key', () => {
    const { tables } = modelOf();
    expect(tables.find(({ logicalId }) => logicalId === 'Table')).toMatchObject({
      expiryAttribute: 'expiresAt',
      indexes: [{ IndexName: 'lists' }],
    });
    expect(tables.find(({ logicalId }) => logicalId === 'Vault')?.keyArn).toMatch(
      /^arn:aws:kms:eu-central-1:000000000000:key\//,
    );
  });

  it('gives routes with function and authorizer', () => {
    const { api } = modelOf();
    expect(api?.routes.find(({ key }) => key === 'GET /items/{id}')).toMatchObject({
      functionArn: 'arn:aws:lambda:eu-central-1:000000000000:function:fixture-edge',
      authorizer: { issuer: 'https://login.example.com', audience: ['fixture'], header: 'authorization' },
    });
  });

  it('refuses a resource type it does not know, by name', () => {
    const change = (resources: FixtureResources) => {
      resources.Bucket = { Type: 'AWS::S3::Bucket', Properties: {} };
    };
    expect(() => modelOf(change)).toThrow(/AWS::S3::Bucket \(resource Bucket\)/);
  });

  it('refuses a property it would have to ignore, by name', () => {
    const change = ({ EventsMapping }: FixtureResources) => {
      if (EventsMapping !== undefined) EventsMapping.Properties.FilterCriteria = { Filters: [] };
    };
    expect(() => modelOf(change)).toThrow(/EventsMapping .*FilterCriteria/);
  });

  it('refuses a reference to nothing', () => {
    const change = ({ Edge }: FixtureResources) => {
      if (Edge !== undefined) Edge.Properties.Role = { 'Fn::GetAtt': ['Nobody', 'Arn'] };
    };
    expect(() => modelOf(change)).toThrow(/Nobody/);
  });

  it('says what to do where nothing was synthesized', () => {
    expect(() => readTemplate('/nowhere')).toThrow(/npm run synth/);
  });
});
