import { MangoCall } from '../../infra/local/demo/mango-pbx.ts';

export type Kind = (call: MangoCall) => MangoCall;

/** The calls that the benchmarks make, as the webhooks of a PBX: from three to eight each, five on average. */
export const kinds: Readonly<Record<string, Kind>> = {
  'answered, direct': (call) =>
    call.ring('101').wait(4).answer('101').wait(30).stop('101', 1110).endInbound(),
  'answered, in a group': (call) =>
    call
      .ivr()
      .ring('101', '500')
      .ring('102', '500')
      .wait(4)
      .answer('102', '500')
      .stop('101', 1182, '500')
      .wait(30)
      .stop('102', 1110, '500')
      .endInbound(),
  'missed by a group': (call) =>
    call.ivr().ring('101', '500').wait(15).stop('101', 1111, '500').endInbound(1164),
  'lost in the IVR': (call) => call.ivr().endInbound(1170),
  'transferred blindly': (call) =>
    call
      .ring('101')
      .wait(4)
      .answer('101')
      .wait(9)
      .blindTransfer('101', '102')
      .wait(4)
      .answer('102')
      .wait(9)
      .stop('102', 1110)
      .endInbound(),
  'outbound, answered': (call) =>
    call.dial('101').wait(4).connect('101').wait(30).hangUp('101', 1110).endOutbound('101'),
};

export const startedAt = Date.UTC(2026, 10, 20, 9) / 1_000;

/**
 * So many calls, of each kind the same number. Every client calls twice: the first call of his is that of an unknown
 * number, the second that of a known client.
 *
 * @param from the number of the first call; other numbers are other calls of other clients.
 */
export function mixedCalls(count: number, from = 0): readonly MangoCall[] {
  const all = Object.values(kinds);
  return Array.from({ length: count }, (_, index) => {
    const serial = from + index;
    const place = serial % all.length;
    const client = `7916${String(1_000_000 + Math.floor(serial / all.length / 2) * all.length + place)}`;
    const call = new MangoCall({ name: `bench-${serial}`, startedAt, client, line: '74950000001' });
    return (all[place] as Kind)(call);
  });
}
