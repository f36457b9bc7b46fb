import { captured } from './sample-frames.js';
import { sampleTest, type SampleTest } from './sample-tests.js';

const exchange = {
  frames: [
    { atUs: -1_000, octets: captured.listenerReport, background: true },
    { atUs: -700, octets: captured.solicitation, background: true },
    { atUs: -650, octets: captured.advertisement, background: true },
    { atUs: 2_000, octets: captured.echoRequest },
    { atUs: 2_121, octets: captured.echoReply },
    { atUs: 5_002_300, octets: captured.probe, background: true },
    { atUs: 5_002_340, octets: captured.probeAnswer, background: true },
  ],
  steps: [
    { kind: 'send', label: 'Echo Request', atUs: 2_000, outcome: 'done', frames: [4] },
    {
      kind: 'expect',
      label: 'Echo Reply with the same data',
      atUs: 2_000,
      link: 'link0',
      sinceFrame: 4,
      sinceUs: 2_000,
      frames: [5],
      window: { fromUs: 2_000, toUs: 1_002_000, wideningUs: 50_000 },
      wanted: [
        { path: 'echoReply.identifier', value: '0x275c' },
        { path: 'echoReply.sequence', value: '1' },
      ],
    },
  ],
} as const;

const silence = {
  frames: [
    { atUs: 1_000, octets: captured.solicitation },
    { atUs: 1_001_500, octets: captured.echoRequest, background: true },
    { atUs: 1_001_610, octets: captured.echoReply, background: true },
  ],
  steps: [
    { kind: 'send', label: 'Neighbor Solicitation with hop limit 254', atUs: 1_000, outcome: 'done', frames: [1] },
    {
      kind: 'expect-none',
      label: 'any Neighbor Advertisement',
      atUs: 1_000,
      sinceFrame: 1,
      sinceUs: 1_000,
      window: { fromUs: 1_000, toUs: 1_001_000, wideningUs: 50_000 },
      wanted: [{ path: 'icmpv6.type', value: '136' }],
    },
    { kind: 'proof-of-life', label: 'the device answers the observer', atUs: 1_001_500 },
  ],
} as const;

/** Tests with the other verdicts. */
export const other: readonly SampleTest[] = [
  sampleTest({
    id: 'icmpv6.echo.reply',
    title: 'an Echo Request is answered',
    verdict: 'pass',
    requirement: 'echo-reply',
    rfc: 4443,
    section: '4.2',
    ...exchange,
  }),
  sampleTest({
    id: 'icmpv6.echo.reply-large',
    title: 'an Echo Request of 1,400 octets is answered',
    verdict: 'pass',
    requirement: 'echo-reply',
    rfc: 4443,
    section: '4.2',
    ...exchange,
  }),
  sampleTest({
    id: 'nd.validation.ns-hop-limit',
    title: 'a solicitation with hop limit 254 is not answered',
    verdict: 'pass',
    requirement: 'ns-validation',
    section: '7.1.1',
    ...silence,
    details: {
      events: [
        {
          atUs: 1_020,
          name: 'discard',
          detail: 'Neighbor Solicitation from 2001:db8:1::1, hop limit 254',
          discard: 'ns-hop-limit',
          says: 'the hop limit of a Neighbor Solicitation is not 255',
        },
      ],
    },
  }),
  sampleTest({
    id: 'nd.dad.probe-count',
    title: 'DupAddrDetectTransmits probes are sent',
    verdict: 'warn',
    requirement: 'dad-random-delay',
    rfc: 4862,
    section: '5.4.2',
    record: {
      level: 'SHOULD',
      reason: { code: 'out-of-window', text: 'the first probe left without the random delay' },
      message: 'WARN  nd.dad.probe-count  SHOULD  RFC 4862 5.4.2\n  wanted   a random delay',
    },
    ...silence,
  }),
  sampleTest({
    id: 'nd.redirect.accepted',
    title: 'a Redirect changes the next hop',
    verdict: 'inconclusive',
    requirement: 'redirect-accepted',
    section: '8.3',
    record: {
      reason: { code: 'precondition', text: 'the device never resolved the router' },
      earlier: { verdict: 'inconclusive', reason: { code: 'frames-lost', text: '3 frames lost on link0' } },
    },
    ...exchange,
  }),
  sampleTest({
    id: 'nd.redirect.refused',
    title: 'a Redirect from a stranger is ignored',
    verdict: 'error',
    requirement: 'redirect-validation',
    section: '8.1',
    record: { reason: { code: 'exception', text: 'TypeError: draft.layers is not iterable' } },
    ...silence,
  }),
  sampleTest({
    id: 'nd.ra.mtu-option',
    title: 'the MTU option sets the link MTU',
    verdict: 'skip',
    requirement: 'ra-mtu',
    section: '6.3.4',
    record: { reason: { code: 'unsupported-action', text: 'the adapter cannot set-variable' } },
  }),
  sampleTest({
    id: 'nd.ra.router-lifetime',
    title: 'lifetime 0 removes the router',
    verdict: 'skip',
    requirement: 'ra-lifetime',
    section: '6.3.4',
    record: { reason: { code: 'not-claimed', text: 'not claimed: router' }, roles: ['router'] },
  }),
  sampleTest({
    id: 'nd.nud.reply-in-time',
    title: 'a probe is answered',
    verdict: 'pass',
    requirement: 'nud-answer',
    section: '7.3.1',
    record: { roles: ['node'] },
    ...exchange,
  }),
];
