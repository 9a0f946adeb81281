import type { LocalStack } from '../../infra/local/local-stack.ts';
import { dayIn } from '../../shared/base/time.ts';
import { shortDigest } from '../../shared/channels/ids.ts';
import { wazzupStatus } from '../channels/wazzup/payloads.ts';
import { whatsappStatus } from '../channels/whatsapp/payloads.ts';
import { tooManyRequests } from '../standins/channels/telegram.ts';
import { whatsappError } from '../standins/channels/whatsapp.ts';
import { type Ask, type Callers, expecting } from './everything-callers.ts';
import { type Channels, channelIds } from './everything-channels.ts';
import { Clients, clientPhones, guessed, malformedMessages, Visitor } from './everything-clients.ts';
import { handoffSeconds, openLines } from './everything-lines.ts';
import type { Sent } from './everything-pbx.ts';

/** All that clients write by every channel, and all that people do with it. */
export class Desk {
  readonly #stack: LocalStack;
  readonly #callers: Callers;
  readonly #channels: Channels;
  readonly #clients: Clients;
  readonly #people: Readonly<Record<'director' | 'ivanov' | 'petrova', Ask>>;
  readonly #administrator: Ask;
  readonly #visitor: Visitor;
  readonly #word: string;
  #replied = 0;

  /** @param word that stands in everything that is written. */
  constructor(stack: LocalStack, callers: Callers, channels: Channels, word: string) {
    const as = (employeeId: string) => expecting(callers.as(employeeId));
    this.#stack = stack;
    this.#callers = callers;
    this.#channels = channels;
    this.#clients = new Clients(stack, channels.secrets);
    this.#people = { director: as('director'), ivanov: as('ivanov'), petrova: as('petrova') };
    this.#administrator = expecting(callers.as('director', 'administrator'));
    this.#visitor = new Visitor(stack);
    this.#word = word;
  }

  /** The right to the visitor's conversation. */
  get visitorsToken(): string {
    return this.#visitor.token;
  }

  async opensLines(): Promise<void> {
    const path = '/api/settings/open-lines';
    await this.#administrator('GET', path);
    await this.#administrator('PUT', path, openLines, { 'if-match': '"0"' });
    // Settings are remembered for a while.
    await this.#after(11_000);
  }

  /** A minute without an answer: the next is asked, and answers; Telegram does not take it at once, or does not say. */
  async handsOver(): Promise<void> {
    const { ivanov, petrova } = this.#people;
    const ticket = ticketOf('telegram', 501);
    await this.#writes(this.#clients.telegram(501, this.#says('первый вопрос')));
    await this.#writes(this.#clients.telegram(501, '', clientPhones.telegram));
    await ivanov('GET', '/api/me/inbox');
    await this.#after(handoffSeconds.chat * 1_000 + 1_000);
    await petrova('GET', `/api/tickets/${ticket}`);
    const { telegram } = this.#channels;
    for (const trouble of [tooManyRequests(1), 'notReached', 'badGateway', 'answerLost'] as const) {
      telegram.troubles.push(trouble);
      await this.#replies(petrova, ticket);
      // What was not taken comes back by then.
      await this.#after(5_000);
    }
    const since = new Date(this.#stack.clock.now() - 3_600_000).toISOString();
    await petrova('GET', `/api/me/notices?since=${since}`);
    await petrova('POST', `/api/ticket-commands/skip/${ticket}`);
    await ivanov('POST', `/api/ticket-commands/transfer/${ticket}`, { departmentId: 'sales' });
  }

  /** Nobody is there: all wait, whoever takes one wakes the next, and whoever comes has what is left. */
  async waits(): Promise<void> {
    const { director, ivanov, petrova } = this.#people;
    await ivanov('PUT', '/api/me/work', { workDay: 'paused' });
    // Longer than a console may be silent.
    await this.#after(130_000);
    const [first, second, third] = [502, 503, 504] as const;
    for (const id of [first, second, third])
      await this.#writes(this.#clients.telegram(id, this.#says('кто-нибудь?')));
    await director('GET', '/api/tickets/undistributed');
    for (const phase of ['all', 'waiting', 'left'])
      await director('GET', `/api/open-lines/chat/tickets?phase=${phase}`);
    await petrova('POST', `/api/ticket-commands/take/${ticketOf('telegram', first)}`, {});
    await this.#rest();
    await ivanov('PUT', '/api/me/work', { workDay: 'opened' });
    await this.#rest();
    await director('POST', `/api/ticket-commands/join/${ticketOf('telegram', first)}`);
    await director('GET', '/api/me/inbox');
    const leave = `/api/ticket-commands/leave/${ticketOf('telegram', first)}`;
    await this.#dies('director', leave);
    await director('POST', leave);
    await director('GET', `/api/ticket-assignments/${ticketOf('telegram', second)}`);
    await ivanov('POST', `/api/ticket-commands/spam/${ticketOf('telegram', second)}`);
    await director('POST', `/api/ticket-commands/block/${ticketOf('telegram', third)}`);
    await this.#writes(this.#clients.telegram(third, this.#says('ещё раз')));
    await director('POST', `/api/ticket-commands/unblock/${ticketOf('telegram', third)}`);
  }

  /** Clients whom we know: what they write meanwhile sets the time anew, and whom they are transferred to owns them. */
  async writesToCrm(): Promise<void> {
    const { ivanov, petrova } = this.#people;
    const [known, other] = clientPhones.whatsapp;
    const [first, second] = [ticketOf('whatsapp', known), ticketOf('whatsapp', other)];
    await this.#writes(this.#clients.whatsapp(known, this.#says('здравствуйте')));
    await this.#writes(this.#clients.whatsapp(known, this.#says('вы тут?')));
    await this.#after(handoffSeconds.post * 1_000 + 60_000);
    await petrova('POST', `/api/ticket-commands/transfer/${first}`, { employeeId: 'director' });
    const { whatsapp } = this.#channels;
    whatsapp.troubles.push(whatsappError(400, 131_056, `to ${known} too often`));
    await this.#replies(this.#people.director, first);
    // Later than it said.
    await this.#after(10_000);
    const sent = whatsapp.messages.at(-1);
    await this.#whatsappTells(sent?.id, sent?.callbackData, known);
    await this.#whatsappTells(
      'wamid.OF-ANOTHER',
      `${channelIds.whatsapp}/${other}:message:of-another`,
      other,
    );
    await this.#writes(this.#clients.whatsapp(other, this.#says('здравствуйте')));
    await ivanov('POST', `/api/ticket-commands/skip/${second}`);
    await this.#dies('petrova', `/api/ticket-commands/transfer/${second}`, { employeeId: 'director' });
  }

  async byOtherChannels(): Promise<void> {
    const { director, ivanov } = this.#people;
    const { wazzup, mails } = this.#channels;
    await this.#writes(this.#clients.wazzup(clientPhones.wazzup, this.#says('из Wazzup')));
    await this.#replies(director, ticketOf('wazzup', `whatsapp/${clientPhones.wazzup}`));
    const messageId = wazzup.messages.at(-1)?.messageId;
    await this.#writes(this.#clients.wazzupNews({ statuses: [wazzupStatus({ messageId })] }));
    await this.#writes(this.#clients.mail(this.#says('письмо')));
    const thread = shortDigest('<first@client.example>');
    // The password is wrong, and no other one is stored: that is told as a problem.
    mails.troubles.push({ at: 'login', code: 535 });
    await this.#replies(director, ticketOf('email', `ann@client.example/${thread}`));
    const conversation = await this.#visitor.opens();
    await this.#visitor.writes(this.#says('с сайта'));
    await this.#rest();
    await this.#replies(ivanov, ticketOf('web', conversation));
    if ((await this.#visitor.reads()).length === 0) throw new Error('the visitor was not answered');
  }

  /** From somebody who guesses at the secrets, or can't spell. */
  async forged(guessers: Channels['secrets']): Promise<void> {
    await guessed(this.#callers, new Clients(this.#stack, guessers));
    for (const sent of malformedMessages(this.#clients, this.#says('не так')))
      await this.#callers.send(sent, 400);
  }

  /** Everything is read once more and ended: what waits for an answer would wait for ever. */
  async ends(): Promise<void> {
    const { director } = this.#people;
    const today = dayIn(this.#stack.clock.now(), 'Europe/Moscow');
    await director('GET', `/api/reports/response-times?from=${today}&to=${today}`);
    for (const line of ['chat', 'post']) {
      const { body } = await director('GET', `/api/open-lines/${line}/tickets?limit=100`);
      for (const { id } of body.items)
        await director('POST', `/api/ticket-commands/close/${encodeURIComponent(id)}`);
    }
    await this.#rest();
  }

  /** Nobody repeats what was done by one who died: who looks at the ticket next does what was left. */
  async #dies(who: string, path: string, body?: object): Promise<void> {
    const killed = this.#stack.faults.inject({
      kind: 'killAfter',
      function: 'tickets-api',
      operation: 'PutItem',
    });
    await this.#callers.as(who)('POST', path, body);
    if (killed.struck === 0) throw new Error(`nobody died of ${path}`);
    await this.#after(16_000);
  }

  async #whatsappTells(id = '', callbackData = '', to = ''): Promise<void> {
    const timestamp = String(Math.floor(this.#stack.clock.now() / 1_000));
    const status = { id, recipient_id: to, biz_opaque_callback_data: callbackData, timestamp };
    await this.#writes(this.#clients.whatsappValue({ statuses: [whatsappStatus(status)] }));
  }

  async #replies(by: Ask, ticket: string): Promise<void> {
    this.#replied += 1;
    const body = { messageId: `answer-${this.#replied}`, text: this.#says('ответ') };
    await by('POST', `/api/ticket-messages/${ticket}`, body);
    await this.#rest();
  }

  async #writes(sent: Sent): Promise<void> {
    await this.#callers.send(sent);
    await this.#rest();
  }

  #says(text: string): string {
    return `${text} ${this.#word}`;
  }

  async #after(ms: number): Promise<void> {
    await this.#stack.clock.advance(ms);
    await this.#rest();
  }

  #rest(): Promise<void> {
    return this.#stack.idle({ leaveDelays: true, timeoutMs: 60_000 });
  }
}

/** As it stands in an address. */
const ticketOf = (kind: keyof typeof channelIds, conversation: string | number): string =>
  encodeURIComponent(`${channelIds[kind]}/${conversation}`);
