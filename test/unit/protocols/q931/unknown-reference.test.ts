// Messages outside of calls (Q.931 §5.8.3.2), and those of a terminal that came second (§5.2.9).

import { describe, expect, it } from 'vitest';
import { answerNonSelected, answerUnknown } from '../../../../src/protocols/q931/call.ts';
import { causeIn, messageName } from '../../../../src/protocols/q931/messages.ts';
import { Q931_MESSAGE } from '../../../../src/wire/q931.ts';
import type { InformationElement, Q931Message, Q931MessageName } from '../../../../src/wire/q931.ts';

const message = (name: Q931MessageName, elements: readonly InformationElement[] = []): Q931Message => ({
  callReference: { length: 1, flag: 1, value: 9 },
  messageType: Q931_MESSAGE[name],
  elements,
});

const said = (answer: Q931Message | undefined): string | undefined =>
  answer === undefined ? undefined : `${messageName(answer)} ${causeIn(answer)?.value ?? '-'} flag ${answer.callReference.flag}`;

describe('an unknown call reference', () => {
  it.each([
    ['CONNECT', 'RELEASE_COMPLETE 81 flag 0'],
    ['DISCONNECT', 'RELEASE_COMPLETE 81 flag 0'],
    ['RELEASE', 'RELEASE_COMPLETE 81 flag 0'],
    ['STATUS_ENQUIRY', 'STATUS 30 flag 0'],
    ['RELEASE_COMPLETE', undefined],
    ['SETUP', undefined],
  ] as const)('%s is answered by %s', (name, answer) => {
    expect(said(answerUnknown(message(name)))).toBe(answer);
  });

  it('STATUS is answered unless it reports Null', () => {
    expect(said(answerUnknown(message('STATUS', [{ kind: 'callState', value: 10 }])))).toBe('RELEASE_COMPLETE 101 flag 0');
    expect(answerUnknown(message('STATUS', [{ kind: 'callState', value: 0 }]))).toBeUndefined();
  });

  it('the dummy and the global reference are left alone', () => {
    expect(answerUnknown({ ...message('INFORMATION'), callReference: { length: 0, flag: 0, value: 0 } })).toBeUndefined();
    expect(answerUnknown({ ...message('RESTART'), callReference: { length: 1, flag: 0, value: 0 } })).toBeUndefined();
  });
});

describe('a terminal that was not selected', () => {
  it.each([
    ['CONNECT', 'RELEASE 26 flag 0'],
    ['ALERTING', 'RELEASE 26 flag 0'],
    ['DISCONNECT', 'RELEASE - flag 0'],
    ['RELEASE', 'RELEASE_COMPLETE - flag 0'],
    ['RELEASE_COMPLETE', undefined],
  ] as const)('%s is answered by %s', (name, answer) => {
    expect(said(answerNonSelected(message(name)))).toBe(answer);
  });
});
