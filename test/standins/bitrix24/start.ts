import { finishInstallation, install, uninstall, update } from './app/install.ts';
import type { EntityRef } from './crm/types.ts';
import { announcer } from './events/announce.ts';
import { type Listener, startListener } from './http/listener.ts';
import { answerPortal } from './http/portal-edge.ts';
import type { App } from './oauth/apps.ts';
import { answerOAuth } from './oauth/token-page.ts';
import type { TokenPair } from './oauth/tokens.ts';
import { Portal, type PortalOptions } from './portal.ts';
import { type Click, clickToCall, requestCallback } from './telephony/clicks.ts';

export interface Bitrix24Options extends Partial<PortalOptions> {
  /** Ports to listen on; any free ones without it. */
  readonly ports?: { readonly portal: number; readonly oauth: number };
}

/** A portal and the OAuth server on this machine, and everything that a test does with them. */
export interface Bitrix24 {
  /** What the portal holds: people, CRM, calls, tasks, limits, faults, requests. */
  readonly portal: Portal;
  /** An administrator installs the application. @returns what its page answered, where it has one. */
  install(app: App): Promise<Response | undefined>;
  /** `installFinish`, as the application's page says it. */
  finishInstallation(app: App): void;
  update(app: App): void;
  uninstall(app: App, clean?: boolean): void;
  /** Tokens of an installed application as its developer would get them by a consent. */
  authorize(app: App, userId?: number): TokenPair;
  /** An employee clicks on a number. @returns the id of the call, which is registered already. */
  clickToCall(app: App, click: Click): string;
  /** A visitor asks in a form to be called back over a line. */
  requestCallback(phone: string, line: string, entity?: EntityRef): void;
  /** The portal gets another address; the old one only says where it went (302). @returns the new address. */
  rename(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a stand-in for one Bitrix24 portal and the OAuth server. See README.md. */
export async function startBitrix24(options: Bitrix24Options = {}): Promise<Bitrix24> {
  const portal = new Portal({ now: options.now ?? Date.now, chance: options.chance ?? Math.random });
  portal.announce = announcer(portal);
  const oauth = await startListener((request) => answerOAuth(portal, request), options.ports?.oauth);
  const listeners: Listener[] = [oauth];
  /** Answers only while it is where the portal lives. */
  const settle = async (port?: number): Promise<string> => {
    const home: Listener = await startListener((request) => {
      const hasMoved = portal.address.portal !== home.url;
      return hasMoved
        ? { kind: 'redirect', location: `${portal.address.portal}${request.url}` }
        : answerPortal(portal, request);
    }, port);
    listeners.push(home);
    portal.address.portal = home.url;
    return home.url;
  };
  portal.address.oauth = oauth.url;
  await settle(options.ports?.portal);
  return {
    portal,
    install: (app) => install(portal, app),
    finishInstallation: (app) => finishInstallation(portal, app),
    update: (app) => update(portal, app),
    uninstall: (app, clean) => uninstall(portal, app, clean),
    authorize: ({ clientId }, userId = 1) => portal.tokens.pair({ clientId, userId }),
    clickToCall: (app, click) => clickToCall(portal, app, click),
    requestCallback: (phone, line, entity) => requestCallback(portal, phone, line, entity),
    rename: () => settle(),
    async stop() {
      await portal.deliveries.settled();
      await Promise.all(listeners.map((listener) => listener.stop()));
    },
  };
}
