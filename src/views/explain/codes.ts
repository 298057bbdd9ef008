// The cause codes of `why`, each with its meaning: the README's table is made from this record. A code is for programs and
// for looking up; the sentence behind it names the routers. Codes that end in -SECURE are those of a called router that
// hung up because of `dialer callback-secure`, where it would otherwise have let the call stay.

export const CAUSES = {
  // ---- nothing is wrong
  'OK-CALLBACK': 'The called router called back, and the return call carries packets.',
  'OK-CALL': 'An ordinary call is or was up, and carries packets; nobody asked for a callback.',
  'OK-BACKUP': 'A call is or was up in place of a line that failed, of routes that were lost, or beside a line that was loaded, as it should.',
  'CALLBACK-PENDING': 'The callback was agreed, and the return call is still due.',
  'CALL-IN-PROGRESS': 'The call is still being set up.',
  'NOTHING-TRIED': 'The router has called nobody, no call was made to it, and it wanted to send nothing.',

  // ---- nothing was dialled
  'INTERFACE-SHUT': 'The interface is shut down.',
  'NO-ADDRESS': 'The dialing interface has no IP address, so nothing is routed to it.',
  'NO-ROUTE': 'The router has no route to the destination.',
  'RIP-VERSION': 'A router does not understand the version of RIP that its neighbour speaks.',
  'RIP-NETWORK': 'A router runs RIP and tells nobody of a network, or nobody over an interface, for want of a "network" line.',
  'RIP-PASSIVE': 'A router sends no RIP updates over an interface that is passive.',
  'NO-BROADCAST': 'RIP runs, and the dialer map of the neighbour has no "broadcast": updates do not pass.',
  'INTERFACE-STANDBY': 'The interface backs up another one, and stands by.',
  'NO-DIALER-GROUP': 'The dialing interface has no "dialer-group": nothing is interesting to it.',
  'NO-DIALER-LIST': 'There is no "dialer-list" for the interface\'s dialer group: nothing is interesting.',
  'NOT-INTERESTING': 'The dialer list denies the packet.',
  'NO-DIALER-MAP': 'The dialing interface has no dialer map for the next hop.',
  'NO-NUMBER': 'The dialer map of the next hop has no number.',
  'WATCH-NO-MAP': 'A watched route is gone, and no dialer map is for one of the watched networks.',
  'REDIAL-DISABLED': 'All attempts to dial failed, and until the time of "dialer redial" is over nobody is dialled.',
  'NO-CHANNEL': 'No B channel was free.',
  'NO-LINE': 'The interface is plugged into no telephone line.',
  'CONTROLLER-SHUT': 'The T1 or E1 controller below the interface is shut down.',
  FRAMING: 'The controller\'s framing is not the line\'s: it finds no frame and stays down.',
  'LINE-CODE': 'The controller\'s line code is not the line\'s: it is up, and what it reads makes no sense.',
  'NO-SWITCH-TYPE': 'The interface has no ISDN switch type: layer 1 stays down.',
  'SWITCH-TYPE': 'The interface\'s switch type is not the line\'s: layer 2 never comes up.',
  'SPID-INVALID': 'The exchange does not know the SPID.',
  'SPID-MISSING': 'The line requires SPIDs, and the interface has none.',
  'LAYER2-DOWN': 'Layer 2 of the interface is down.',

  // ---- a serial line is down
  'NO-CABLE': 'Nothing is plugged into the serial interface.',
  'LINE-CUT': 'The serial line is cut.',
  'FAR-END-SHUT': 'The interface at the other end of the serial line is shut down, or its router is switched off.',
  LOOPBACK: 'A serial interface is looped: it hears itself.',
  'NO-CLOCK': 'The DCE end of the serial cable gives no clock.',
  ENCAPSULATION: 'The two ends of the serial line have different encapsulations.',
  KEEPALIVES: 'The two ends of the serial line do not agree about keepalives.',
  'LINE-PROTOCOL': 'The line protocol of the serial interface is down, and nothing in its configuration says why.',

  // ---- the call did not go through
  UNALLOCATED: 'Nobody has the number that was dialled (cause 1).',
  BUSY: 'The line that was called is busy (cause 17).',
  'NO-RESPONSE': 'No terminal at the called line responds (cause 18).',
  'NO-ANSWER': 'The called line rang, and nobody answered in time (cause 19).',
  'NO-CARRIER': 'The call was not put through within the wait-for-carrier time.',
  INCOMPATIBLE: 'The line that was called is of another kind, and its equipment does not understand the caller\'s (cause 88).',
  REJECTED: 'The called router rejected the call (cause 21).',
  'CALLER-SCREENED': 'The called router lets in only numbers that it lists, and the caller\'s is none of them.',
  'CALLER-NO-MAP': 'The called router refused the call to call its number back, and has no dialer map with the number.',
  'NO-CIRCUIT': 'The exchange had no circuit for the call (cause 34 or 42).',
  'CALL-FAILED': 'The call was refused or lost for another cause.',

  'NO-MODEM-CONTROL': 'The asynchronous line does not drive its modem.',
  'NO-IN-BAND': 'The interface with a modem has no "dialer in-band": nobody dials through it.',
  'V25BIS-PARITY': 'The serial interface and its V.25bis modem do not use the same parity: neither understands the other.',
  'NO-CHAT-SCRIPT': 'No chat script says how the modem is to dial.',
  'NO-DIALTONE': 'The modem heard no dial tone.',
  'CHAT-FAILED': 'The chat script waited for a word of the modem that did not come.',
  'NO-MODEM-CARRIER': 'The modem that was called did not answer with a carrier.',
  'NO-PROFILE': 'No dialer profile of the called router fits the caller, and it hung up.',

  // ---- the link did not come up
  'NO-PPP': 'One end of the call has no "encapsulation ppp".',
  'LCP-FAILED': 'LCP did not open.',
  'NO-USERNAME': 'A router has no "username" for the name that its peer gave.',
  HOSTNAME: 'A router\'s host name is not the one by which its peer knows it.',
  'SAME-HOSTNAME': 'Both routers have the same host name: neither answers its own name\'s challenge.',
  'WRONG-SECRET': 'The two routers have different passwords for each other.',
  'AUTH-PROTOCOL': 'The routers do not agree on an authentication protocol.',
  'AAA-NO-LIST': 'A method list that an interface or a line names does not exist.',
  'AAA-NO-SERVER': 'No AAA server answered, and the method list has no other method.',
  'AAA-WRONG-KEY': 'The router and its AAA server have different secrets, and the method list has no other method.',
  'AAA-REJECTED': 'The AAA server does not let the caller in.',
  'AAA-NOT-AUTHORISED': 'The caller is who it says, and is not authorised to use the link.',
  'AUTH-TIMEOUT': 'Authentication was not finished in time.',
  'IPCP-FAILED': 'The call stayed up, but IPCP did not open.',
  'NO-RETURN-ROUTE': 'The call is up, but the peer has no route back.',
  'ROUTING-UPDATES': 'Routing updates dial, or keep a call up.',
  'ACCESS-GROUP': 'An access list of an interface denies the packets.',

  // ---- the call is up, and no link of the bundle that it was to be
  'NO-MULTILINK': 'One end has "ppp multilink" and the other has not: an ordinary call.',
  MRRU: 'One end demands a greater MRRU than the other has: an ordinary call.',
  'BUNDLE-SPLIT': 'The peer gave another endpoint discriminator than on its other links: a bundle by itself.',
  'LINK-MISFIT': 'The link was not negotiated as those of its bundle are, and was closed.',
  'LINKS-MAXIMUM': 'The bundle has as many links as it may have, and the link was closed.',
  'BUNDLE-TAKEN': 'The link\'s Multilink interface is the bundle of another peer, and the link was closed.',

  // ---- the call went through, and no callback was agreed
  'NOT-REQUESTED': 'The caller did not ask for the callback that the called router offers: an ordinary call.',
  'NOT-REQUESTED-SECURE': 'The caller did not ask for callback, and the called router hung up.',
  'NOT-ACCEPTED': 'The called router rejected the callback option: an ordinary call.',
  'NOT-ACCEPTED-SECURE': 'The called router rejected the callback option, and then hung up.',

  // ---- callback was agreed, and the called router will not call back
  'NO-AUTHENTICATION': 'The called router does not authenticate callers, so it does not know whom to call back.',
  'NO-AUTHENTICATION-SECURE': 'The same, and the called router hung up.',
  'CALLER-UNKNOWN': 'The called router has no dialer map that names the caller.',
  'CALLER-UNKNOWN-SECURE': 'The same, and the called router hung up.',
  'NO-CLASS': 'The called router\'s map of the caller has no class.',
  'NO-CLASS-SECURE': 'The same, and the called router hung up.',
  'CLASS-UNDEFINED': 'The class of the called router\'s map does not exist.',
  'CLASS-UNDEFINED-SECURE': 'The same, and the called router hung up.',
  'CLASS-NOT-SERVER': 'The class of the called router\'s map has no "dialer callback-server".',
  'CLASS-NOT-SERVER-SECURE': 'The same, and the called router hung up.',
  'NO-CALLBACK-NUMBER': 'The called router\'s map of the caller has no number to call back.',
  'NO-CALLBACK-NUMBER-SECURE': 'The same, and the called router hung up.',

  // ---- the one return call failed
  'RETURN-BUSY': 'The return call found the line busy; there is no retry.',
  'RETURN-NO-ANSWER': 'The return call was not answered; there is no retry.',
  'RETURN-NO-RESPONSE': 'No terminal responded to the return call; there is no retry.',
  'RETURN-UNALLOCATED': 'Nobody has the number of the return call; there is no retry.',
  'RETURN-NO-CHANNEL': 'No B channel was free for the return call; there is no retry.',
  'RETURN-FAILED': 'The return call failed for another cause; there is no retry.',
  'RETURN-NAME': 'The return call came under another name than the one expected.',
  'CALLBACK-EXPIRED': 'The return call never came.',
} as const;

export type CauseCode = keyof typeof CAUSES;
