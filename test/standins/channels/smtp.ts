import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';

export interface TakenMail {
  readonly from: string;
  readonly to: readonly string[];
  readonly raw: string;
}

/** At which step the server says no, in its own words or by hanging up. */
export interface MailTrouble {
  readonly at: 'login' | 'recipient' | 'data' | 'taken';
  /** The server's answer; it hangs up without one. */
  readonly code?: number;
}

export interface MailServer {
  /** As a secret and the tenant's file have it. */
  readonly url: string;
  readonly mails: readonly TakenMail[];
  /** For the next mails, one each. `undefined` lets one through. */
  readonly troubles: (MailTrouble | undefined)[];
  stop(): Promise<void>;
}

/** A mail server on this machine that takes mails of one account, without TLS. */
export async function startMailServer(account: {
  readonly user: string;
  readonly password: string;
}): Promise<MailServer> {
  const mails: TakenMail[] = [];
  const troubles: (MailTrouble | undefined)[] = [];
  let trouble: MailTrouble | undefined;

  /** The error that the step ends with, if any. A hang-up closes the connection instead. */
  const refusal = (at: MailTrouble['at'], hangUp: () => void): Error | 'gone' | undefined => {
    if (trouble?.at !== at) return undefined;
    if (trouble.code !== undefined)
      return Object.assign(new Error('not now'), { responseCode: trouble.code });
    hangUp();
    return 'gone';
  };

  const server = new SMTPServer({
    disabledCommands: ['STARTTLS'],
    allowInsecureAuth: true,
    authMethods: ['PLAIN', 'LOGIN'],
    logger: false,
    onConnect(_, done) {
      trouble = troubles.shift();
      done();
    },
    onAuth({ username, password }, session, done) {
      const no = refusal('login', () => hangUpOn(session.remotePort));
      if (no === 'gone') return;
      if (no !== undefined) return done(no);
      const isRight = username === account.user && password === account.password;
      done(isRight ? null : Object.assign(new Error('bad credentials'), { responseCode: 535 }), {
        user: username,
      });
    },
    onRcptTo(_, session, done) {
      const no = refusal('recipient', () => hangUpOn(session.remotePort));
      if (no !== 'gone') done(no);
    },
    onData(stream, { envelope, remotePort }, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const no = refusal('data', () => hangUpOn(remotePort));
        if (no === 'gone') return;
        if (no !== undefined) return done(no);
        const from = envelope.mailFrom === false ? '' : envelope.mailFrom.address;
        const to = envelope.rcptTo.map(({ address }) => address);
        mails.push({ from, to, raw: Buffer.concat(chunks).toString('utf8') });
        // It has the mail, and can't say so any more.
        if (refusal('taken', () => hangUpOn(remotePort)) !== 'gone') done();
      });
    },
  });

  const sockets = new Map<number, { destroy(): void }>();
  server.server.on('connection', (socket) => sockets.set(socket.remotePort ?? 0, socket));
  const hangUpOn = (port: number) => sockets.get(port)?.destroy();

  server.on('error', () => undefined);
  const listening = server.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  const { port } = listening.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    mails,
    troubles,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  };
}
