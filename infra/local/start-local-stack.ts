import { setTimeout as pause } from 'node:timers/promises';
import { AccessControl } from './access/access-control.ts';
import { Cleanup } from './cleanup.ts';
import { StackClock } from './clock.ts';
import { checkDeployable } from './deploy-checks.ts';
import { Callers } from './gateway/callers.ts';
import { Faults } from './gateway/faults.ts';
import { Forwarder } from './gateway/forward.ts';
import { Gateway } from './gateway/gateway.ts';
import { DynamoDbService } from './gateway/services/dynamodb.ts';
import { SchedulerService } from './gateway/services/scheduler.ts';
import { SqsService } from './gateway/services/sqs.ts';
import { RunningStack } from './handle.ts';
import { ApiServer } from './http/api-server.ts';
import { JwtAuthorizer } from './http/authorizer.ts';
import { Fleet } from './lambda/fleet.ts';
import type { LocalStack } from './local-stack.ts';
import { LogBook } from './log-book.ts';
import { findByName } from './names.ts';
import { defaultConcurrency, defaultTemplateDir, type LocalStackOptions } from './options.ts';
import type { Parts } from './parts.ts';
import { type CallRecord, type InvocationRecord, Journal } from './records.ts';
import { DataFolder } from './saved-state.ts';
import { startPollers } from './start/pollers.ts';
import { restoreState, stateNow } from './start/saved.ts';
import { startScheduler } from './start/scheduler.ts';
import { startServers } from './start/servers.ts';
import { type StackModel, stackModel } from './template/stack-model.ts';
import { readTemplate } from './template/template.ts';

/** At a stop, what runs may end within this time before it is ended. */
const stopGraceMs = 2_000;

/**
 * Runs a synthesized stack on this machine. Stop what you start: `await stack.stop()`.
 *
 * @throws DutylineError (DL7001 to DL7008, DL7012); nothing is left running then.
 */
export async function startLocalStack(options: LocalStackOptions = {}): Promise<LocalStack> {
  const cleanup = new Cleanup();
  try {
    return new RunningStack(await startParts(options, cleanup), () => cleanup.run());
  } catch (error) {
    await cleanup.run();
    throw error;
  }
}

async function startParts(options: LocalStackOptions, cleanup: Cleanup): Promise<Parts> {
  const clock = new StackClock();
  const logBook = new LogBook(clock, options.printLogs ?? false);
  const [gateway, api] = [new Gateway(), new ApiServer()];
  cleanup.add(() => gateway.stop());
  cleanup.add(() => api.stop(0));
  const model = await readModel(options, gateway, api);
  const access = new AccessControl(model);
  checkDeployable(model, access);

  const data = options.dataDir === undefined ? undefined : await DataFolder.open(options.dataDir);
  const servers = await startServers(model, clock, options, data, cleanup);
  const { dynamodb, sqs, issuer } = servers;
  const callers = new Callers();
  const calls = new Journal<CallRecord>();
  const invocations = new Journal<InvocationRecord>();
  const concurrency = options.concurrency ?? defaultConcurrency;
  const fleet = new Fleet(model.functions, {
    place: model.place,
    callers,
    clock,
    invocations,
    log: (line) => logBook.add(line),
    concurrency,
    environment: options.environment ?? {},
  });
  const schedulerParts = { model, access, clock, sqs, fleet, logBook };
  const { scheduler, schedulerClient, endpoint } = await startScheduler(schedulerParts, cleanup);
  const faults = new Faults((name) => findByName('function', model.functions, name).name);
  gateway.connect({
    access,
    callers,
    faults,
    journal: calls,
    services: [
      { service: new DynamoDbService(model.place, model.tables), upstream: new Forwarder(dynamodb.endpoint) },
      { service: new SqsService(model.place, model.queues), upstream: sqs },
      { service: new SchedulerService(model.place), upstream: new Forwarder(endpoint) },
    ],
  });
  if (data !== undefined) {
    await restoreState(data, { model, sqs, scheduler });
    cleanup.add(() => data.write(stateNow({ model, sqs, scheduler })));
  }
  const { retryVisibilitySeconds } = options;
  const pollerParts = { model, callers, fleet, sqs, logBook, concurrency, retryVisibilitySeconds };
  const pollers = options.polling === false ? [] : startPollers(pollerParts);
  cleanup.add(async () => {
    const polling = Promise.all(pollers.map((poller) => poller.stop()));
    await Promise.race([polling, pause(stopGraceMs, undefined, { ref: false })]);
    await fleet.stop();
    await polling;
  });
  if (model.api !== undefined) {
    api.connect({
      api: model.api,
      place: model.place,
      permissions: model.permissions,
      fleet,
      authorizer: new JwtAuthorizer(typeof issuer === 'string' ? issuer : issuer.url, () => clock.now()),
      now: () => clock.now(),
      complain: (text) => logBook.complain(text),
    });
  }
  cleanup.add(() => api.stop(stopGraceMs));
  return {
    ...servers,
    model,
    clock,
    logBook,
    callers,
    calls,
    invocations,
    faults,
    scheduler,
    schedulerClient,
    gateway,
    fleet,
    api,
  };
}

/** Addresses come first: the template's references hold them. */
async function readModel(
  { templateDir, stackName, port }: LocalStackOptions,
  gateway: Gateway,
  api: ApiServer,
): Promise<StackModel> {
  const template = readTemplate(templateDir ?? defaultTemplateDir, stackName);
  const gatewayUrl = await gateway.listen();
  const apiUrl = await api.listen(port ?? 0);
  return stackModel(template, {
    stackName: template.stackName,
    region: template.region,
    gatewayUrl,
    apiUrl,
  });
}
