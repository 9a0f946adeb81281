import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Handler, startHandler } from './handler.ts';
import { startTown, type Town } from './harness.ts';

describe('events of the Bitrix24 stand-in', () => {
  let town: Town;
  let handler: Handler;
  beforeEach(async () => {
    [town, handler] = await Promise.all([startTown(), startHandler()]);
  });
  afterEach(async () => {
    await town.bitrix24.stop();
    await handler.stop();
  });

  const bind = (event: string, more: object = {}) =>
    town.call('event.bind', { event, handler: handler.url, ...more });
  const received = async () => {
    await town.portal.deliveries.settled();
    return handler.received as readonly {
      event: string;
      data: Record<string, unknown>;
      auth: Record<string, string>;
    }[];
  };

  it('posts a form with ids as text, the proof of the installation, and no refresh token', async () => {
    await bind('onCrmLeadAdd');
    await town.result('crm.lead.add', { fields: { TITLE: 'Call' } });

    const [event] = await received();

    expect(event).toMatchObject({
      event: 'ONCRMLEADADD',
      event_handler_id: '1',
      data: { FIELDS: { ID: '1' } },
      auth: {
        domain: town.portal.domain,
        member_id: town.portal.memberId,
        application_token: town.portal.apps.installation(town.app.clientId)?.applicationToken,
      },
    });
    expect(event?.auth).not.toHaveProperty('refresh_token');
    expect((await town.call('profile', {}, event?.auth.access_token)).status).toBe(200);
  });

  it('sends each event once, whatever the handler says of it', async () => {
    await bind('ONCRMCONTACTADD');
    handler.status = 500;
    town.portal.crm.add('CONTACT', {});
    await received();
    handler.status = 200;
    town.portal.crm.add('CONTACT', {});

    expect((await received()).map((event) => event.data)).toEqual([
      { FIELDS: { ID: '1' } },
      { FIELDS: { ID: '2' } },
    ]);
    expect(town.portal.deliveries.all().map((delivery) => delivery.outcome)).toEqual([500, 200]);
  });

  it('never tells again what was lost on the way', async () => {
    await bind('ONCRMCONTACTADD');
    town.portal.deliveries.loses = () => true;
    town.portal.crm.add('CONTACT', {});
    town.portal.deliveries.loses = () => false;
    town.portal.crm.add('CONTACT', {});

    expect(await received()).toHaveLength(1);
    expect(town.portal.deliveries.all().map((delivery) => delivery.outcome)).toEqual(['lost', 200]);
  });

  it('binds an event once, only one that there is, and unbinds it', async () => {
    const first = await bind('ONCRMLEADADD');
    const again = await bind('ONCRMLEADADD');
    const unknown = await bind('ONMOONRISE');
    const listed = await town.result('event.get');
    const unbound = await town.result('event.unbind', { event: 'ONCRMLEADADD', handler: handler.url });
    town.portal.crm.add('LEAD', {});

    expect(first.body.result).toBe(true);
    expect(again.body.error).toBe('ERROR_HANDLER_ALREADY_EXIST');
    expect(unknown).toMatchObject({ status: 400, body: { error: 'ERROR_EVENT_NOT_FOUND' } });
    expect(listed).toMatchObject([{ event: 'ONCRMLEADADD', handler: handler.url, offline: 0 }]);
    expect(unbound).toEqual({ count: 1 });
    expect(await received()).toEqual([]);
  });

  it('tells of everything that happens to entities, tasks, calls and new colleagues, of no dismissal', async () => {
    const names = [
      'ONCRMCOMPANYUPDATE',
      'ONCRMCOMPANYDELETE',
      'ONTASKADD',
      'ONUSERADD',
      'ONVOXIMPLANTCALLEND',
      'ONEXTERNALCALLSTART',
      'ONEXTERNALCALLBACKSTART',
    ];
    for (const name of names) await bind(name);
    const { portal, bitrix24 } = town;
    const person = portal.people.add();
    const company = portal.crm.add('COMPANY', {});

    portal.crm.change(company, { fields: { TITLE: 'Acme' } });
    portal.crm.delete(company);
    portal.tasks.add({ title: 'Call back', responsibleId: 1, creatorId: 1 });
    portal.people.logInFirst(person.id);
    portal.people.dismiss(person.id);
    const CALL_ID = bitrix24.clickToCall(town.app, { userId: 1, phone: '+79161234567' });
    await town.result('telephony.externalCall.finish', { CALL_ID, USER_ID: 1, DURATION: 5 });
    bitrix24.requestCallback('+79161234567', '+74951112233');

    const told = (await received()).map((event) => event.event);
    expect([...told].sort()).toEqual([...names].sort());
  });

  it('leaves out tokens where nobody caused the event', async () => {
    await bind('ONCRMDEALADD');
    town.portal.crm.add('DEAL', {}, {});

    const [event] = await received();
    expect(event?.auth).not.toHaveProperty('access_token');
    expect(event?.auth.application_token).toBeDefined();
  });

  it('keeps one offline entry for an object until somebody takes it', async () => {
    await town.result('event.bind', { event: 'ONCRMCONTACTUPDATE', event_type: 'offline' });
    const contact = town.portal.crm.add('CONTACT', {});
    town.portal.crm.change(contact, { fields: { NAME: 'A' } });
    town.portal.crm.change(contact, { fields: { NAME: 'B' } });

    const taken = await town.result<{ events: object[] }>('event.offline.get');

    expect(taken).toMatchObject({
      process_id: null,
      events: [{ EVENT_NAME: 'ONCRMCONTACTUPDATE', EVENT_DATA: { FIELDS: { ID: 1 } } }],
    });
    expect(await town.result('event.offline.get')).toEqual({ process_id: null, events: [] });
  });

  it('hides reserved offline entries from others until they are acknowledged', async () => {
    await town.result('event.bind', { event: 'ONCRMLEADADD', event_type: 'offline' });
    town.portal.crm.add('LEAD', {});
    town.portal.crm.add('LEAD', {});
    const { process_id, events } = await town.result<{
      process_id: string;
      events: { MESSAGE_ID: string }[];
    }>('event.offline.get', { clear: 0 });
    const others = await town.result<{ events: unknown[] }>('event.offline.get', { clear: 0 });

    await town.result('event.offline.clear', { process_id, message_id: [events[0]?.MESSAGE_ID] });

    expect(others.events).toEqual([]);
    expect(await town.result('event.offline.list', { process_id })).toHaveLength(1);
  });

  it('keeps an application from hearing offline what it did under its own key', async () => {
    await town.result('event.bind', {
      event: 'ONCRMLEADADD',
      event_type: 'offline',
      auth_connector: 'dutyline',
    });
    await town.result('crm.lead.add', { fields: { TITLE: 'Own' }, auth_connector: 'dutyline' });
    await town.result('crm.lead.add', { fields: { TITLE: 'Of others' } });

    const { events } = await town.result<{ events: object[] }>('event.offline.get', {
      auth_connector: 'dutyline',
    });
    expect(events).toMatchObject([{ EVENT_DATA: { FIELDS: { ID: 2 } } }]);
  });

  it('wakes an application when there is something offline, not more often than it wants', async () => {
    await town.result('event.bind', { event: 'ONCRMLEADADD', event_type: 'offline' });
    await bind('ONOFFLINEEVENT', { options: { minTimeout: 60 } });
    town.portal.crm.add('LEAD', {});
    town.portal.crm.add('LEAD', {});
    town.wait(60_000);
    town.portal.crm.add('LEAD', {});

    const woken = await received();
    expect(woken.map((event) => event.event)).toEqual(['ONOFFLINEEVENT', 'ONOFFLINEEVENT']);
    expect(woken[0]?.auth).toHaveProperty('refresh_token');
  });
});

describe('installation on the Bitrix24 stand-in', () => {
  let town: Town;
  let handler: Handler;
  beforeEach(async () => {
    handler = await startHandler();
    town = await startTown({ installUrl: handler.url });
  });
  afterEach(async () => {
    await town.bitrix24.stop();
    await handler.stop();
  });

  it('posts tokens and the proof of the installation to an application without pages', async () => {
    await town.portal.deliveries.settled();

    const [event] = handler.received as { auth: Record<string, string> }[];

    expect(event).toMatchObject({
      event: 'ONAPPINSTALL',
      data: { VERSION: '1', ACTIVE: 'Y', LANGUAGE_ID: 'ru' },
    });
    expect(Object.keys(event?.auth ?? {})).toEqual(
      expect.arrayContaining(['access_token', 'refresh_token', 'application_token', 'member_id']),
    );
    expect(await town.call('app.info', {}, event?.auth.access_token)).toMatchObject({
      body: { result: { INSTALLED: true } },
    });
  });

  it('opens the page of an application that has one, and keeps its events back until it is finished', async () => {
    const app = town.portal.apps.register({ kind: 'withUi', installUrl: `${handler.url}?page=install` });
    await town.bitrix24.install(app);
    const page = handler.received.find((params) => params.PLACEMENT === 'DEFAULT');
    const as = String(page?.AUTH_ID);
    await town.call('event.bind', { event: 'ONCRMLEADADD', handler: handler.url }, as);

    town.portal.crm.add('LEAD', {});
    const before = await town.call('app.info', {}, as);
    town.bitrix24.finishInstallation(app);
    town.portal.crm.add('LEAD', {});
    await town.portal.deliveries.settled();

    expect(page).toMatchObject({ DOMAIN: town.portal.domain, member_id: town.portal.memberId });
    expect(before.body.result).toMatchObject({ INSTALLED: false });
    expect(town.portal.deliveries.all('ONCRMLEADADD').map((one) => one.body.data)).toEqual([
      { FIELDS: { ID: 2 } },
    ]);
  });

  it('forgets bindings with an update and has another token then', async () => {
    const token = () => town.portal.apps.installation(town.app.clientId)?.applicationToken;
    const before = token();
    await town.result('event.bind', { event: 'ONCRMLEADADD', handler: handler.url });

    town.bitrix24.update(town.app);
    await town.portal.deliveries.settled();

    const told = handler.received.find((params) => params.event === 'ONAPPUPDATE');
    expect(told).toMatchObject({
      data: { VERSION: '2', PREVIOUS_VERSION: '1' },
      auth: { application_token: token() },
    });
    expect(token()).not.toBe(before);
    expect(await town.result('event.get')).toEqual([]);
  });

  it('says good-bye without tokens', async () => {
    await town.result('event.bind', { event: 'ONAPPUNINSTALL', handler: handler.url });
    town.bitrix24.uninstall(town.app, true);
    await town.portal.deliveries.settled();

    const told = handler.received.find((params) => params.event === 'ONAPPUNINSTALL');
    expect(told).toMatchObject({ data: { CLEAN: '1' } });
    expect(told?.auth).not.toHaveProperty('access_token');
    expect(told?.auth).toHaveProperty('application_token');
  });

  it('refuses a placement with HTTP 200', async () => {
    const bind = (more: object) =>
      town.call('placement.bind', { PLACEMENT: 'CALL_CARD', HANDLER: handler.url, ...more });

    const first = await bind({});
    const again = await bind({});
    const nowhere = await bind({ PLACEMENT: 'MOON' });

    expect(first.body.result).toBe(true);
    expect([again, nowhere].map((answer) => [answer.status, answer.body.error])).toEqual([
      [200, 'ERROR_PLACEMENT_MAX_COUNT'],
      [200, 'ERROR_PLACEMENT_NOT_FOUND'],
    ]);
  });
});
