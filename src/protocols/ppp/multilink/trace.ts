// What a bundle tells about itself: `debug ppp multilink` and `why` are made from these. The record's interface is the
// bundle's, except for fragments and refused links, which are told of the link.

export type MultilinkTrace =
  | { readonly type: 'mlp.linkAdded'; readonly link: string; readonly links: number; readonly name: string }
  | { readonly type: 'mlp.linkRemoved'; readonly link: string; readonly links: number; readonly name: string }
  /** `%DIALER-6-BIND`, `%DIALER-6-UNBIND`: the bundle is one of that dialer profile. */
  | { readonly type: 'mlp.bound'; readonly profile: string }
  | { readonly type: 'mlp.unbound'; readonly profile: string }
  /** A link may not join the bundle that is its own by name and discriminator: it is closed. */
  | {
      readonly type: 'mlp.linkRefused';
      readonly link: string;
      readonly name: string;
      /** `other-peer`: the interface is the bundle of somebody else. */
      readonly because: 'mrru' | 'peer-mrru' | 'short-sequence' | 'too-many-links' | 'other-peer' | 'shutdown';
      /** The MRRU of the bundle and of the link, where they differ. */
      readonly bundleMrru?: number;
      readonly linkMrru?: number;
    }
  /** The frame's length in octets, from address to the last of the data. */
  | {
      readonly type: 'mlp.fragment';
      readonly direction: 'I' | 'O';
      readonly link: string;
      readonly begin: boolean;
      readonly end: boolean;
      readonly sequence: number;
      readonly frameOctets: number;
    }
  /** Fragments given up: all links have passed them, none came in time, or no more can be kept. */
  | { readonly type: 'mlp.lost'; readonly sequence: number; readonly count: number; readonly because: 'overtaken' | 'timeout' | 'buffer-full' }
  | { readonly type: 'mlp.discarded'; readonly what: string };
