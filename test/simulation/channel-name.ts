// What a capture calls a channel of a line: a B channel, or what a modem carries.

export function channelName({ router, interface: name, channel }: { readonly router: string; readonly interface: string; readonly channel?: number | undefined }): string {
  if (name.startsWith('Async')) return `${router}-${name}-async`;
  return `${router}-${name}-${/^Serial\d+$/.test(name) ? 'sync' : `B${channel}`}`;
}
