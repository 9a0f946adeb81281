import SMTPConnection from 'nodemailer/lib/smtp-connection';
import type { SendOutcome } from '../sender-port.ts';
import type { SmtpServer } from './smtp-servers.ts';

export interface Letter {
  readonly from: string;
  readonly to: string;
  readonly raw: Buffer;
}

interface SmtpFailure {
  readonly code?: string;
  readonly responseCode?: number;
  readonly message: string;
}

const timeouts = {
  connectionTimeout: 5_000,
  greetingTimeout: 5_000,
  socketTimeout: 15_000,
  dnsTimeout: 5_000,
};

/**
 * Gives one mail in. What happens before it is begun is certain; after that only the server's own answer is, because a
 * server may take a mail and be cut off before it says so.
 */
export async function giveIn(
  server: SmtpServer,
  login: { readonly user: string; readonly password: string },
  { from, to, raw }: Letter,
): Promise<SendOutcome> {
  const connection = new SMTPConnection({ ...server, ...timeouts });
  try {
    const unreached = await step(connection, (done) => connection.connect(done));
    if (unreached !== undefined) return { kind: 'retry', reason: wordsOf(unreached) };
    const credentials = { user: login.user, pass: login.password };
    const barred = await step(connection, (done) => connection.login(credentials, done));
    if (barred !== undefined) return barredBy(barred);
    const failed = await step(connection, (done) => connection.send({ from, to }, raw, done));
    return failed === undefined ? { kind: 'sent' } : notTaken(failed);
  } finally {
    connection.close();
  }
}

/** What went wrong with a step, if anything. A server that hangs up calls nobody back. */
function step(
  connection: SMTPConnection,
  run: (done: (error?: unknown) => void) => void,
): Promise<SmtpFailure | undefined> {
  return new Promise((resolve) => {
    const done = (error?: unknown) => resolve((error ?? undefined) as SmtpFailure | undefined);
    connection.on('error', done);
    connection.on('end', () => done({ code: 'ECONNECTION', message: 'the server hung up' }));
    run(done);
  });
}

function barredBy(failure: SmtpFailure): SendOutcome {
  const reason = wordsOf(failure);
  if (!isForGood(failure)) return { kind: 'retry', reason };
  return { kind: 'refused', code: `smtp:${failure.responseCode}`, reason, isOfSecret: true };
}

function notTaken(failure: SmtpFailure): SendOutcome {
  const reason = wordsOf(failure);
  if (failure.responseCode === undefined) return { kind: 'unknown', reason };
  if (!isForGood(failure)) return { kind: 'retry', reason };
  return { kind: 'refused', code: `smtp:${failure.responseCode}`, reason };
}

/** 503 complains of the session, not of the mail. */
const isForGood = ({ responseCode = 0 }: SmtpFailure): boolean => responseCode >= 500 && responseCode !== 503;

/** A server may quote in its answer what it was sent, but no password: those it never repeats. */
function wordsOf({ code, responseCode, message }: SmtpFailure): string {
  return (
    [responseCode ?? code, responseCode === undefined ? undefined : message].filter(Boolean).join(' ') ||
    'unknown'
  );
}
