/** The floors of the house: who may import whom. See docs/ARCHITECTURE.md. */
const core = '^shared/(base|effects|people|responsibility|calls|tickets|settings)/';
const adapters = '^shared/(pbx|crm|channels)/';

module.exports = {
  forbidden: [
    { name: 'no-circles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'core-is-pure',
      comment: 'The domain knows no adapter, no platform, no AWS, no Node built-ins.',
      severity: 'error',
      from: { path: core },
      to: { path: `${adapters}|^shared/(webhooks|platform|api)/|^functions/|^infra/|@aws-sdk|@middy` },
    },
    {
      name: 'core-without-node',
      severity: 'error',
      from: { path: core },
      to: { dependencyTypes: ['core'] },
    },
    {
      name: 'responsibility-is-the-ground-floor',
      comment: 'The candidate chain is used by every aggregate and knows none of them.',
      severity: 'error',
      from: { path: '^shared/responsibility/' },
      to: { path: '^shared/', pathNot: '^shared/(responsibility|base|people)/' },
    },
    {
      name: 'base-knows-nobody',
      severity: 'error',
      from: { path: '^shared/base/' },
      to: { path: '^shared/', pathNot: '^shared/base/' },
    },
    {
      name: 'aggregates-are-apart',
      severity: 'error',
      from: { path: '^shared/(calls|tickets)/' },
      to: { path: '^shared/(calls|tickets)/', pathNot: '^shared/$1/' },
    },
    {
      name: 'people-stand-beside-no-aggregate',
      severity: 'error',
      from: { path: '^shared/people/' },
      to: { path: '^shared/', pathNot: '^shared/(people|base)/' },
    },
    {
      name: 'webhooks-know-no-sender',
      comment: 'How anything that is sent to us is checked and read, whoever sends it.',
      severity: 'error',
      from: { path: '^shared/webhooks/' },
      to: { path: '^shared/', pathNot: '^shared/(webhooks|base)/' },
    },
    {
      name: 'pbxs-and-channels-are-apart',
      severity: 'error',
      from: { path: '^shared/(pbx|channels)/' },
      to: { path: '^shared/(pbx|channels)/', pathNot: '^shared/$1/' },
    },
    {
      name: 'adapters-are-apart',
      comment: 'A provider knows its port and the domain, never another provider.',
      severity: 'error',
      from: { path: '^shared/(pbx|crm|channels)/([^/]+)/' },
      to: { path: '^shared/(pbx|crm|channels)/[^/]+/', pathNot: '^shared/$1/$2/' },
    },
    {
      name: 'nothing-imports-functions',
      comment: 'Tests drive a function through its handler.',
      severity: 'error',
      from: { pathNot: '^(functions|test)/' },
      to: { path: '^functions/' },
    },
    {
      name: 'functions-are-apart',
      severity: 'error',
      from: { path: '^functions/([^/]+)/' },
      to: { path: '^functions/', pathNot: '^functions/$1/' },
    },
    {
      name: 'runtime-needs-no-dev-package',
      severity: 'error',
      from: { path: '^(functions|shared)/' },
      to: { dependencyTypes: ['npm-dev'], pathNot: '@types/' },
    },
    {
      name: 'shared-imports-no-infra',
      severity: 'error',
      from: { path: '^(shared|functions)/' },
      to: { path: '^(infra|test)/' },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default'],
      extensions: ['.ts', '.js', '.json'],
    },
  },
};
