// Which trace records bills are made from. It stands alone so that whoever keeps them need not load the rest of a bill.

export const BILLED: ReadonlySet<string> = new Set(['exchange.call', 'exchange.callRecord', 'dialer.attempt', 'line.callback']);
