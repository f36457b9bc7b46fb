import { frame } from '../../reference/wire/frame.js';
import { parameterProblem } from '../../reference/wire/icmpv6.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { errorTo } from '../icmpv6/questions.js';
import { oneOf, type Match, type MatchValue } from '../kit/match.js';
import type { Received, TestContext } from '../kit/test-context.js';
import { ANSWER_TIME } from '../nd/constants.js';
import { answerer, send, type Probe } from './probes.js';

/** RFC 4443 section 2.4(c): an error is never longer than the minimum IPv6 MTU. */
const MINIMUM_MTU = 1280;
/** Octets of the packet that fit behind the headers of an error. */
export const QUOTE_ROOM = MINIMUM_MTU - frame(ipv6(), parameterProblem()).packet.length;

/** Codes of Parameter Problem: RFC 4443 section 3.4, RFC 7112 section 5. */
export const ERRONEOUS_FIELD = 0;
export const UNRECOGNIZED_NEXT_HEADER = 1;
export const UNRECOGNIZED_OPTION = 2;
export const INCOMPLETE_CHAIN = 3;

/** A Parameter Problem: its code, and the path of the field that the pointer names, or the pointer itself. */
export interface Problem {
  readonly code: number;
  readonly at: string | MatchValue;
}

/** The error as it must look: to the sender, from the address that was asked, with as much of the packet as fits. */
export const problemMatch = (t: TestContext, probe: Probe, { code, at }: Problem): Match => ({
  'ipv6.source': oneOf(...answerer(t, probe)),
  'ipv6.destination': probe.source,
  'parameterProblem.code': code,
  'parameterProblem.pointer': typeof at === 'string' ? probe.frame.offsetOf(at) : at,
  'parameterProblem.invokingPacket': probe.frame.upTo(QUOTE_ROOM),
});

/** What a device does that took the packet in, or that takes itself for a router. */
const takenIn = (probe: Probe): readonly Match[] => [probe.reply, probe.again];

/** The packet is answered as if the headers were not there, and brings no error. */
export async function expectReply(t: TestContext, label: string, probe: Probe, fields: Match = {}): Promise<Received> {
  const sent = await send(t, label, probe);
  const wanted = { ...probe.reply, 'ipv6.source': oneOf(...answerer(t, probe)), 'ipv6.destination': probe.source, ...fields };
  const reply = await t.expect('Echo Reply', wanted, { since: sent, within: ANSWER_TIME });
  await t.expectNone('an error, or a second reply', [errorTo(probe.source), ...takenIn(probe)], { since: sent, for: ANSWER_TIME });
  return reply;
}

/** The packet is discarded without a word. */
export async function expectSilence(t: TestContext, label: string, probe: Probe): Promise<void> {
  const sent = await send(t, label, probe);
  await t.expectNone('a reply, an error, or the packet again', [...takenIn(probe), errorTo(probe.source)], {
    since: sent,
    for: ANSWER_TIME,
  });
}

/** The packet is discarded and reported, once. */
export async function expectProblem(t: TestContext, label: string, probe: Probe, ...alternatives: readonly Problem[]): Promise<Received> {
  const sent = await send(t, label, probe);
  const wanted = alternatives.map((problem) => problemMatch(t, probe, problem));
  const error = await t.expect('Parameter Problem', wanted, { since: sent, within: ANSWER_TIME });
  await t.expectNone('a reply, another error, or the packet again', [...takenIn(probe), errorTo(probe.source)], {
    since: sent,
    for: ANSWER_TIME,
  });
  return error;
}

/** The packet is discarded; whether that is reported is another matter, but if so, then rightly. */
export async function expectDiscarded(t: TestContext, label: string, probe: Probe, permitted?: Problem): Promise<void> {
  const sent = await send(t, label, probe);
  if (permitted) await t.optionally('Parameter Problem', problemMatch(t, probe, permitted), { since: sent, within: ANSWER_TIME });
  await t.expectNone('a reply, another error, or the packet again', [...takenIn(probe), errorTo(probe.source)], {
    since: sent,
    for: ANSWER_TIME,
  });
}

/** What the device is to make of a packet. */
export type Outcome = 'reply' | 'silence' | Problem;

export async function expectOutcome(t: TestContext, label: string, probe: Probe, outcome: Outcome): Promise<void> {
  if (outcome === 'reply') await expectReply(t, label, probe);
  else if (outcome === 'silence') await expectSilence(t, label, probe);
  else await expectProblem(t, label, probe, outcome);
}

export const outcomeInWords = (outcome: Outcome): string =>
  typeof outcome === 'string' ? outcome : `Parameter Problem code ${outcome.code}`;
