import type { LocalStack } from '../../infra/local/local-stack.ts';
import type { ChannelId } from '../../shared/base/ids.ts';
import { telegram } from '../../shared/channels/telegram/adapter.ts';
import { telegramChannel, telegramMessage, telegramUpdate } from '../channels/telegram/payloads.ts';
import type { HttpLine } from './http-line.ts';

export const openLineId = 'chat';
export const ticketId = `${telegramChannel}/4242`;

/**
 * A line with one ticket: what is asked of it is refused for what it says, not because there is none. The queues of the
 * run are left alone, so its message is handed to the function.
 */
export async function openTicket(stack: LocalStack, line: HttpLine, token: string): Promise<void> {
  const agentQueue = [{ kind: 'employee', employeeId: 'ivanov' }];
  const openLine = { id: openLineId, name: 'Chat', channels: [telegramChannel], agentQueue };
  const status = await line.send({
    method: 'PUT',
    path: '/api/settings/open-lines',
    headers: {
      host: 'api.example.com',
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'if-match': '"0"',
    },
    body: JSON.stringify({ openLines: [{ ...openLine, checksAvailability: false }] }),
  });
  if (status >= 300) throw new Error(`an open line was answered with ${status}`);
  const events = telegram.parse({
    channelId: telegramChannel as ChannelId,
    body: Buffer.from(
      JSON.stringify(telegramUpdate({ message: telegramMessage({ message_id: 1, text: 'Hi' }) })),
    ),
    receivedAt: stack.clock.now(),
  });
  const record = {
    messageId: 'first',
    body: JSON.stringify({ kind: 'messageEvents', events }),
    attributes: { ApproximateReceiveCount: '1', MessageGroupId: 'first' },
  };
  const done = await stack.invoke('ticket-processor', { Records: [record] });
  if (!done.ok || JSON.stringify(done.value).includes('first'))
    throw new Error(`there is no ticket: ${JSON.stringify(done)}`);
}
