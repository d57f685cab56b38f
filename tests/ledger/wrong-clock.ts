/** Sets the clock of a process ahead or back by the time in its environment. Loaded by `--import`. */
const aheadMs = Number(process.env['CLOCK_AHEAD_MS']);
const RightDate = Date;

globalThis.Date = new Proxy(RightDate, {
  construct: (target, args: unknown[], newTarget) =>
    Reflect.construct(target, args.length === 0 ? [RightDate.now() + aheadMs] : args, newTarget),
  apply: () => new RightDate(RightDate.now() + aheadMs).toString(),
  get: (target, name, receiver): unknown =>
    name === 'now' ? () => RightDate.now() + aheadMs : Reflect.get(target, name, receiver),
});
