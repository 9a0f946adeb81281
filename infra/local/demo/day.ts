import { clients, lines } from './company.ts';
import { MangoCall } from './mango-pbx.ts';

const group = '500';
const minutes = 60;

/**
 * A short working day, told as the PBX tells it: every way in which a call can go, at least once. The last call is
 * over at `until` (epoch seconds). `prefix` keeps the ids of two days apart.
 */
export function workingDay(until: number, prefix = 'day'): readonly MangoCall[] {
  const stories: readonly ((call: (client: string | undefined, line?: string) => MangoCall) => MangoCall)[] =
    [
      // A new client is answered by one of the group.
      (call) =>
        call('79160000201')
          .ivr()
          .ring('101', group)
          .ring('102', group)
          .wait(6)
          .answer('102', group)
          .stop('101', 1182, group)
          .wait(95)
          .stop('102', 1110, group)
          .endInbound()
          .recordAdded(),
      // A known company calls in vain: its owner is on leave, his substitute gets it.
      (call) =>
        call(clients.romashka.slice(1))
          .ivr()
          .ring('101', group)
          .wait(20)
          .stop('101', 1111, group)
          .endInbound(1111),
      // Nobody is chosen in the voice menu; the line has its own responsible.
      (call) => call('79160000202', lines.support).ivr().endInbound(1170),
      // The operator passes the client on blindly to the courier, who is not in the CRM.
      (call) =>
        call('79160000203')
          .ring('101')
          .wait(4)
          .answer('101')
          .wait(40)
          .blindTransfer('101', '104')
          .wait(5)
          .answer('104')
          .wait(60)
          .stop('104', 1110)
          .endInbound(),
      // ... and after a word with the colleague.
      (call) =>
        call(clients.sidorov.slice(1))
          .ring('101')
          .wait(3)
          .answer('101')
          .wait(30)
          .attendedTransfer('101', '102')
          .wait(75)
          .stop('102', 1110)
          .endInbound(),
      // A whole group does not answer.
      (call) =>
        call('79160000204')
          .ivr()
          .ring('101', group)
          .wait(15)
          .stop('101', 1111, group)
          .ring('102', group)
          .wait(15)
          .stop('102', 1111, group)
          .endInbound(1164),
      // The employee declines.
      (call) => call('79160000205').ring('102').wait(3).stop('102', 1122).endInbound(1122),
      // The operator calls a client; the client does not answer a second one.
      (call) =>
        call('79160000206')
          .dial('101')
          .wait(9)
          .connect('101')
          .wait(50)
          .hangUp('101', 1110)
          .endOutbound('101'),
      (call) => call('79160000207').dial('102').wait(25).hangUp('102', 1111).endOutbound('102', 1111),
      // The accountant, who is not in the CRM, calls a client.
      (call) =>
        call('79160000208')
          .dial('103')
          .wait(7)
          .connect('103')
          .wait(33)
          .hangUp('103', 1110)
          .endOutbound('103'),
      // Two employees among themselves.
      (call) => call(undefined).internal('101', '102', 40),
      // A hidden number.
      (call) => call(undefined).ring('102').wait(5).answer('102').wait(20).stop('102', 1110).endInbound(),
    ];
  const first = until - stories.length * 25 * minutes;
  return stories.map((tell, index) =>
    tell(
      (client, line = lines.sales) =>
        new MangoCall({
          name: `${prefix}-${index + 1}`,
          startedAt: first + index * 25 * minutes,
          client,
          line: line.slice(1),
        }),
    ),
  );
}
