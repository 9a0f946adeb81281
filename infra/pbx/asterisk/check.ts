import { type AmiAccount, AmiSession } from './ami/session.ts';
import { adviceOn } from './send/outcome.ts';
import type { Post } from './send/post.ts';

export interface Finding {
  readonly isGood: boolean;
  readonly text: string;
}

const times = { pingMs: 60_000, answerMs: 10_000 };

/** Tries what the relay needs, without changing anything: each finding says what is right, or what to do. */
export async function check(account: AmiAccount, post: Post): Promise<readonly Finding[]> {
  return [...(await checkAsterisk(account)), await checkWebhook(post)];
}

async function checkAsterisk(account: AmiAccount): Promise<readonly Finding[]> {
  let session: AmiSession;
  try {
    session = await AmiSession.open(account, times, () => undefined);
  } catch (error) {
    return [bad(messageOf(error))];
  }
  try {
    const found = [
      good(`Asterisk at ${account.host}:${account.port} takes the login of "${account.username}".`),
    ];
    const channels = await session.list({ Action: 'CoreShowChannels' }).catch(messageOf);
    found.push(
      typeof channels === 'string'
        ? bad(`Asterisk does not list its channels (${channels}): the account needs write = reporting.`)
        : good(`Asterisk lists its channels: ${channels.length} now.`),
    );
    return found;
  } finally {
    session.close();
  }
}

/** An empty batch, signed: it passes if address, secret and clock are right, and stores nothing. */
async function checkWebhook(post: Post): Promise<Finding> {
  try {
    const { status, text } = await post(JSON.stringify({ events: [] }));
    const passed = (status >= 200 && status < 300) || (status === 400 && /DL1002/.test(text));
    return passed
      ? good('The webhook takes our signature.')
      : bad(`The webhook answers ${status}. ${adviceOn(status, text)}`);
  } catch (error) {
    return bad(`The webhook does not answer: ${messageOf(error)}.`);
  }
}

const good = (text: string): Finding => ({ isGood: true, text });
const bad = (text: string): Finding => ({ isGood: false, text });
const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
