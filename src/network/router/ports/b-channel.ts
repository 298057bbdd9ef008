// A B channel of an ISDN access: 64 kbit/s in HDLC frames, joined by the exchange to another one for as long as a call is up.

import { B_CHANNEL, Port, type FrameHearer } from '../../channel.ts';
import { FramedLink } from './framed-link.ts';
import type { LinkChannelOwner } from './link-channel.ts';

export class BChannel extends FramedLink {
  readonly port: Port;
  isVoice = false;

  /** On a primary access the port is a slot of the controller's. */
  constructor(owner: LinkChannelOwner, name: string, number: number, port = new Port(owner.clock, B_CHANNEL)) {
    super(owner, name, number, port);
    this.port = port;
  }

  /** A voice call has the channel: whoever is given hears what comes, which is no frames, but sounds. */
  hearVoice(hearer: FrameHearer | undefined): void {
    this.isVoice = hearer !== undefined;
    this.port.hearer = hearer ?? this;
  }
}
