import { Agent, type AgentOptions, request } from 'node:http';
import { answerParent, sideBySide } from './child.ts';

/** One signed webhook, ready to be sent. */
export interface Posting {
  readonly address: string;
  readonly body: string;
}

export interface SendCalls {
  readonly apiUrl: string;
  /** The webhooks of each call, in their order. */
  readonly calls: readonly (readonly Posting[])[];
  /** Calls that are under way at once. */
  readonly lanes: number;
}

const keepAlive: AgentOptions = { keepAlive: true, scheduling: 'lifo' };

/** The PBX: sends calls side by side, the webhooks of each one after the other. */
answerParent(async ({ apiUrl, calls, lanes }: SendCalls) => {
  const agent = new Agent(keepAlive);
  await sideBySide(lanes, calls, async (call) => {
    for (const { address, body } of call) await post(`${apiUrl}${address}`, body, agent);
  });
  agent.destroy();
});

function post(url: string, body: string, agent: Agent): Promise<void> {
  return new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': Buffer.byteLength(body),
    };
    const sending = request(url, { method: 'POST', headers, agent }, (answer) => {
      answer.resume();
      answer.on('error', reject);
      answer.on('end', () => {
        if (answer.statusCode === 200) resolve();
        else reject(new Error(`A webhook was answered with ${answer.statusCode}.`));
      });
    });
    sending.on('error', reject);
    sending.end(body);
  });
}
