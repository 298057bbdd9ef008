// How long packets are on a link.

/** RFC 1661 §6.1. */
export const DEFAULT_MRU = 1500;
/** The least maximum that lets an IP header and eight octets pass (RFC 791 §3.2). */
export const LEAST_MRU = 68;
