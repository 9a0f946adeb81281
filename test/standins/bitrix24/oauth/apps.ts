import { secret } from '../base/names.ts';

/** An application as its developer registered it. */
export interface AppSpec {
  readonly code: string;
  readonly name: string;
  readonly scope: readonly string[];
  /** Where the browser is sent after the consent. */
  readonly redirectUrl: string;
  /**
   * `apiOnly`: `ONAPPINSTALL` is posted to `installUrl` and installation is done with it. `withUi`: `installUrl` is
   * opened as a page, and the application is installed once that page said `installFinish`.
   */
  readonly kind: 'apiOnly' | 'withUi';
  readonly installUrl: string;
}

export interface App extends AppSpec {
  readonly id: number;
  readonly clientId: string;
  readonly clientSecret: string;
}

/** An application on the portal. */
export interface Installation {
  readonly app: App;
  readonly installerId: number;
  /** Proves that an event comes from this portal; static until an update. */
  readonly applicationToken: string;
  readonly version: number;
  /** Until then no events are sent and no widgets shown. */
  readonly isFinished: boolean;
}

/** Applications, and which of them the portal has. */
export class Apps {
  readonly #apps: App[] = [];
  readonly #installed = new Map<string, Installation>();

  register(spec: Partial<AppSpec> = {}): App {
    const id = this.#apps.length + 1;
    const app: App = {
      code: `local.app.${id}`,
      name: `Application ${id}`,
      scope: [
        'crm',
        'telephony',
        'user',
        'department',
        'timeman',
        'calendar',
        'im',
        'task',
        'tasks',
        'placement',
      ],
      redirectUrl: '',
      kind: 'apiOnly',
      installUrl: '',
      ...spec,
      id,
      clientId: `local.${secret(7)}.${secret(4)}`,
      clientSecret: secret(25),
    };
    this.#apps.push(app);
    return app;
  }

  byCredentials(clientId: string, clientSecret: string): App | undefined {
    return this.#apps.find((app) => app.clientId === clientId && app.clientSecret === clientSecret);
  }

  byClientId(clientId: string): App | undefined {
    return this.#apps.find((app) => app.clientId === clientId);
  }

  installation(clientId: string): Installation | undefined {
    return this.#installed.get(clientId);
  }

  put(installation: Installation): Installation {
    this.#installed.set(installation.app.clientId, installation);
    return installation;
  }

  remove(clientId: string): void {
    this.#installed.delete(clientId);
  }
}
