// What authentication, authorization and accounting tell about themselves: `debug aaa ...`, `debug radius`, `debug tacacs`,
// syslog, timelines and `why` are made from these and nothing else. No event holds a secret: passwords, shared secrets, CHAP
// responses and encrypted passwords are left out or shown as `*` by whoever makes the event.

import type { Ipv4Address } from '../../base/ipv4.ts';
import type { AaaError, AaaPair } from './types.ts';

/** `list` is '' where none was named. `id` is one number for one question, from its first line to its last. */
export type AaaTrace = AaaListTrace | RadiusTrace | TacacsTrace;

/** Of the method lists (`debug aaa authentication|authorization|accounting`). */
export type AaaListTrace =
  | { readonly type: 'aaa.begun'; readonly id: number; readonly what: AaaWhat; readonly user: string | undefined; readonly port: string; readonly remote: string; readonly list: string; readonly service: string; readonly proof?: 'ascii' | 'pap' | 'chap' | 'ms-chap'; readonly privilege?: number; readonly pairs?: readonly AaaPair[] }
  /** Which list it is; `undefined`: there is none of that name, and no default one. */
  | { readonly type: 'aaa.list'; readonly id: number; readonly what: AaaWhat; readonly list: string | undefined }
  | { readonly type: 'aaa.method'; readonly id: number; readonly what: AaaWhat; readonly method: string; readonly group?: string }
  | { readonly type: 'aaa.status'; readonly id: number; readonly what: AaaWhat; readonly method: string; readonly status: 'pass' | 'fail' | 'error' | 'get-user' | 'get-password' | 'get-data'; readonly why?: AaaError; readonly replaces?: boolean }
  /** A word that somebody typed came: whose, never which. */
  | { readonly type: 'aaa.continued'; readonly id: number; readonly user: string | undefined }
  /** The end of it: by which method, and what it said. */
  | { readonly type: 'aaa.decided'; readonly id: number; readonly what: AaaWhat; readonly outcome: 'pass' | 'fail' | 'error'; readonly user: string; readonly method: string; readonly reason?: AaaDenial; readonly service: string; readonly port: string; readonly pairs: readonly AaaPair[] }
  | { readonly type: 'aaa.record'; readonly id: number; readonly record: 'start' | 'update' | 'stop'; readonly service: 'ppp' | 'shell'; readonly user: string; readonly port: string; readonly sessionId: string; readonly pairs: readonly AaaPair[] };

export type AaaWhat = 'authentication' | 'authorization' | 'accounting';

/** Why nobody said yes, for `why`. */
export type AaaDenial =
  /** The named list does not exist. */
  | 'no-list'
  /** A server or the local users said no. */
  | 'rejected' | 'unknown-user' | 'wrong-password'
  /** Every method ended in an error. */
  | AaaError;

/** One attribute of a packet as `debug radius` prints it. */
export interface RadiusAttributeText {
  readonly code: number;
  /** `User-Name`, `Framed-IP-Address`, `Vendor, Cisco`. */
  readonly name: string;
  /** Of the whole attribute, with its two octets of header. */
  readonly lengthOctets: number;
  /** `"alice"`, `10.9.0.2`, `PPP                       [1]`, `*` for what is secret. */
  readonly text: string;
  /** Of a vendor's attribute (26). */
  readonly vendor?: { readonly type: number; readonly name: string; readonly lengthOctets: number };
}

export type RadiusTrace =
  | {
      readonly type: 'radius.sent';
      readonly server: Ipv4Address;
      readonly port: number;
      /** `BRI0:1`, `tty0`. */
      readonly from: string;
      readonly code: string;
      readonly identifier: number;
      readonly lengthOctets: number;
      /** 0 is the first transmission. */
      readonly attempt: number;
      readonly attributes: readonly RadiusAttributeText[];
    }
  | {
      readonly type: 'radius.received';
      readonly server: Ipv4Address;
      readonly port: number;
      readonly code: string;
      readonly identifier: number;
      readonly lengthOctets: number;
      readonly attributes: readonly RadiusAttributeText[];
    }
  /** What came is dropped: it answers nothing that was asked, or its authenticator is not made with our secret. */
  | { readonly type: 'radius.dropped'; readonly server: Ipv4Address; readonly port: number; readonly identifier: number; readonly why: 'unknown-identifier' | 'unknown-server' | 'wrong-authenticator' | 'malformed' }
  /** No answer to an identifier after all transmissions to that server. */
  | { readonly type: 'radius.noResponse'; readonly server: Ipv4Address; readonly port: number; readonly identifier: number }
  | { readonly type: 'radius.server'; readonly server: Ipv4Address; readonly ports: readonly [number, number]; readonly state: 'dead' | 'alive' }
  /** Nobody of the group is left. */
  | { readonly type: 'radius.allDead'; readonly group: string; readonly identifier: number };

export type TacacsTrace =
  | { readonly type: 'tacacs.opening'; readonly server: Ipv4Address; readonly port: number; readonly timeoutSeconds: number; readonly source?: Ipv4Address }
  | { readonly type: 'tacacs.opened'; readonly server: Ipv4Address; readonly port: number }
  | { readonly type: 'tacacs.openFailed'; readonly server: Ipv4Address; readonly port: number; readonly how: 'refused' | 'unreachable' | 'timeout' }
  | { readonly type: 'tacacs.closing'; readonly server: Ipv4Address; readonly port: number }
  | { readonly type: 'tacacs.closedByServer'; readonly server: Ipv4Address; readonly port: number }
  | {
      readonly type: 'tacacs.sent';
      readonly server: Ipv4Address;
      readonly session: number;
      readonly sequence: number;
      readonly kind: 'AUTHEN/START' | 'AUTHEN/CONT' | 'AUTHOR/START' | 'ACCT/REQUEST';
      readonly lengthOctets: number;
      readonly pairs: readonly AaaPair[];
    }
  | {
      readonly type: 'tacacs.received';
      readonly server: Ipv4Address;
      readonly session: number;
      readonly sequence: number;
      readonly kind: 'AUTHEN' | 'AUTHOR' | 'ACCT';
      /** `GETUSER`, `PASS`, `PASS_ADD`, `SUCCESS`, ... */
      readonly status: string;
      readonly lengthOctets: number;
      readonly pairs: readonly AaaPair[];
    }
  | { readonly type: 'tacacs.timeout'; readonly server: Ipv4Address; readonly session: number }
  /** What came makes no sense with our key. */
  | { readonly type: 'tacacs.invalid'; readonly server: Ipv4Address; readonly session: number; readonly why: 'wrong-key' | 'malformed' | 'sequence' };
