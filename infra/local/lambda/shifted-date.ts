/** Makes `Date` follow the stack's clock: the machine's, plus what the shared number says. */
export function installShiftedDate(offset: Float64Array): void {
  const MachineDate = Date;
  const now = () => MachineDate.now() + (offset[0] ?? 0);
  globalThis.Date = new Proxy(MachineDate, {
    construct: (target, parts, newTarget) =>
      Reflect.construct(target, parts.length === 0 ? [now()] : parts, newTarget),
    apply: () => new MachineDate(now()).toString(),
    get: (target, name, receiver) => (name === 'now' ? now : Reflect.get(target, name, receiver)),
  });
}
