import { ALL_NODES, UNSPECIFIED } from '../../../reference/net/address.js';
import { GROUP, listening, reports } from './listening.js';
import { lives, type CraftedViolation } from './messages.js';
import type { Scene } from './scene.js';

/** The link is known for a while before anything is to be judged. */
const begin = (s: Scene): void => lives(s, 0, s.router, s.router.linkLocal);

export const listenerViolations: readonly CraftedViolation[] = [
  { rule: 'mld.report.destination', play: (s) => listening.report2To(s, 0, s.a, ALL_NODES) },
  { rule: 'mld.report.destination-version1', play: (s) => listening.report1(s, 0, s.a, ALL_NODES) },
  { rule: 'mld.done.destination', play: (s) => listening.done(s, 0, s.a, GROUP) },
  { rule: 'mld.report.fields-version1', play: (s) => listening.report1(s, 0, s.a, GROUP, { reserved: 1 }) },
  {
    rule: 'mld.report.nothing-else',
    play: (s) => reports(s, 0, s.a, [{ recordType: 4, multicastAddress: GROUP, auxData: new Uint8Array(4) }]),
  },
  { rule: 'mld.report.include-has-sources', play: (s) => reports(s, 0, s.a, [{ recordType: 1, multicastAddress: GROUP }]) },
  { rule: 'mld.report.change-has-sources', play: (s) => reports(s, 0, s.a, [{ recordType: 5, multicastAddress: GROUP }]) },
  {
    rule: 'mld.general-query.answered',
    play(s) {
      begin(s);
      listening.joinsTwice(s, 3_000, s.a);
      listening.query(s, 5_000);
      lives(s, 9_000, s.a, s.a.linkLocal);
    },
  },
  {
    rule: 'mld.specific-query.answered',
    play(s) {
      begin(s);
      listening.joinsTwice(s, 3_000, s.a);
      listening.query(s, 5_000, { multicastAddress: GROUP });
      listening.answers(s, 6_500, s.a);
    },
  },
  {
    rule: 'mld.change.repeated',
    play(s) {
      begin(s);
      listening.joins(s, 3_000, s.a);
      lives(s, 8_000, s.a, s.a.linkLocal);
      lives(s, 12_000, s.a, s.a.linkLocal);
    },
  },
  {
    rule: 'mld.report.again-with-address',
    play(s) {
      listening.joins(s, 0, s.a, UNSPECIFIED);
      lives(s, 2_000, s.a, s.a.linkLocal);
      lives(s, 80_000, s.a, s.a.linkLocal);
    },
  },
  {
    rule: 'mld.version1.spoken',
    play(s) {
      begin(s);
      listening.joinsTwice(s, 3_000, s.a);
      listening.query1(s, 5_000);
      listening.answers(s, 5_700, s.a);
    },
  },
];
