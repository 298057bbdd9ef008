// What asks a host for a file over TFTP: a request datagram, which dials like any other. Nobody in a lab answers one.

import type { Ipv4Address } from '../../../base/ipv4.ts';
import { TFTP_PORT, TFTP_REQUEST, type TftpRequest } from '../../../wire/tftp.ts';
import type { RouterControl } from '../control.ts';

/** Where the routers' own requests come from. */
const FIRST_PORT = 49_152;

export function requestFile(router: RouterControl, server: Ipv4Address, kind: TftpRequest['kind'], file: string): void {
  const sourcePort = FIRST_PORT + router.random.below(8_192);
  router.sendDatagram({ destination: server, sourcePort, destinationPort: TFTP_PORT, data: TFTP_REQUEST.serialize({ kind, file, mode: 'octet' }) });
}
