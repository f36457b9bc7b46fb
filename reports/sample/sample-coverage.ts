import type { CoverageReport, RequirementCoverage } from '../../suites/kit/coverage-record.js';
import { HOSTILE } from './sample-frames.js';

const line = (slug: string, text: string, more: Partial<RequirementCoverage> = {}): RequirementCoverage => ({
  slug,
  text,
  level: 'MUST',
  role: 'host',
  state: 'covered',
  tests: [],
  ...more,
});

/** The part of a ledger that the sample run belongs to. */
export const sampleCoverage: CoverageReport = {
  schema: 'sixproof/coverage/1',
  rfcs: [
    {
      rfc: 2461,
      title: 'Neighbor Discovery for IP Version 6 (1998)',
      sections: [
        {
          section: '2.4',
          title: 'Requirements',
          must: 5,
          should: 3,
          requirements: [],
          reason: { kind: 'key words', text: 'defines the key words' },
        },
        {
          section: '5.2',
          title: 'Conceptual Sending Algorithm',
          must: 1,
          should: 1,
          requirements: [
            line('onlink-assume-all', 'Without a router every destination is on the link.', { state: 'open', reason: 'to be written' }),
          ],
        },
        {
          section: '7.2.4',
          title: 'Sending Solicited Neighbor Advertisements',
          must: 5,
          should: 3,
          requirements: [],
          reason: { kind: 'superseded', text: 'RFC 4861 section 7.2.4 takes its place' },
        },
        {
          section: '8.2',
          title: 'Router Specification',
          must: 4,
          should: 2,
          requirements: [],
          reason: { kind: 'open', text: 'a rule that nobody tests yet' },
        },
      ],
    },
    {
      rfc: 4443,
      title: 'Internet Control Message Protocol (ICMPv6)',
      sections: [
        { section: '2.4', title: 'Message Processing Rules', must: 12, should: 1, requirements: [] },
        {
          section: '4.2',
          title: 'Echo Reply Message',
          must: 6,
          should: 2,
          requirements: [
            line(
              'echo-reply',
              `Every node answers an Echo Request with an Echo Reply that carries the same identifier, sequence number and data. ${HOSTILE}`,
              {
                role: 'node',
                also: ['RFC8200:4.7'],
                tests: ['icmpv6.echo.reply', 'icmpv6.echo.reply-large', 'icmpv6.echo.hostile-text'],
              },
            ),
          ],
        },
      ],
    },
    {
      rfc: 4861,
      title: 'Neighbor Discovery for IP version 6 (IPv6)',
      sections: [
        { section: '4.4', title: 'Neighbor Advertisement Message Format', must: 5, should: 3, requirements: [] },
        {
          section: '6.3.4',
          title: 'Processing Received Router Advertisements',
          must: 6,
          should: 5,
          requirements: [
            line('ra-mtu', 'The MTU option sets the MTU of the link.', { tests: ['nd.ra.mtu-option'] }),
            line('ra-lifetime', 'A Router Lifetime of 0 removes the router from the default router list.', {
              tests: ['nd.ra.router-lifetime'],
            }),
          ],
        },
        {
          section: '7.1.1',
          title: 'Validation of Neighbor Solicitations',
          must: 2,
          should: 0,
          requirements: [
            line('ns-validation', 'A Neighbor Solicitation with a hop limit other than 255 is silently discarded.', {
              tests: ['nd.validation.ns-hop-limit'],
            }),
          ],
        },
        {
          section: '7.2.2',
          title: 'Sending Neighbor Solicitations',
          must: 4,
          should: 3,
          requirements: [
            line('ns-three-tries', 'Resolution gives up after MAX_MULTICAST_SOLICIT tries.', { state: 'open', reason: 'to be written' }),
          ],
        },
        {
          section: '7.2.4',
          title: 'Sending Solicited Neighbor Advertisements',
          must: 6,
          should: 2,
          requirements: [
            line('na-hop-limit', 'A solicited Neighbor Advertisement is sent with hop limit 255.', {
              also: ['RFC4861:4.4'],
              tests: ['nd.address-resolution.na-hop-limit'],
            }),
            line(
              'na-solicited-flag',
              'An advertisement that answers a solicitation from a specified address is unicast to it, with the Solicited flag set.',
              {
                tests: ['nd.address-resolution.na-solicited-flag'],
              },
            ),
            line('na-anycast-delay', 'An advertisement for an anycast address is delayed at random.', {
              level: 'SHOULD',
              state: 'untestable',
              reason: 'hosts have no anycast address by default',
            }),
          ],
        },
        {
          section: '7.3.1',
          title: 'Reachability Confirmation',
          must: 1,
          should: 0,
          requirements: [line('nud-answer', 'A unicast probe is answered.', { role: 'node', tests: ['nd.nud.reply-in-time'] })],
        },
        {
          section: '7.3.3',
          title: 'Node Behavior',
          must: 3,
          should: 1,
          requirements: [
            line('nud-probe-interval', 'Probes are sent RetransTimer milliseconds apart.', { tests: ['nd.nud.probe-interval'] }),
          ],
        },
        {
          section: '8.1',
          title: 'Validation of Redirect Messages',
          must: 2,
          should: 0,
          requirements: [
            line('redirect-validation', 'A Redirect that does not come from the current first hop is discarded.', {
              tests: ['nd.redirect.refused'],
            }),
          ],
        },
        {
          section: '8.3',
          title: 'Host Specification',
          must: 2,
          should: 2,
          requirements: [
            line('redirect-accepted', 'A valid Redirect changes the destination cache.', {
              level: 'SHOULD',
              tests: ['nd.redirect.accepted'],
            }),
          ],
        },
        {
          section: 'C',
          title: 'State Machine for the Reachability State',
          must: 0,
          should: 0,
          requirements: [line('nud-states', 'The table of states.', { state: 'implied', reason: 'each cell is a test of section 7' })],
        },
      ],
    },
    {
      rfc: 4862,
      title: 'IPv6 Stateless Address Autoconfiguration',
      sections: [
        {
          section: '5.4.2',
          title: 'Sending Neighbor Solicitation Messages',
          must: 2,
          should: 4,
          requirements: [
            line('dad-random-delay', 'The first probe after a restart is delayed at random.', {
              level: 'SHOULD',
              tests: ['nd.dad.probe-count'],
            }),
          ],
        },
        {
          section: '5.4.3',
          title: 'Receiving Neighbor Solicitation Messages',
          must: 2,
          should: 0,
          requirements: [
            line('dad-no-answer-while-tentative', 'A node does not answer solicitations for a tentative address.', {
              tests: ['nd.dad.silent-while-tentative'],
            }),
          ],
        },
        { section: '5.5.3', title: 'Router Advertisement Processing', must: 5, should: 3, requirements: [] },
      ],
    },
    {
      rfc: 6980,
      title: 'Security Implications of IPv6 Fragmentation with IPv6 Neighbor Discovery',
      sections: [{ section: '5', title: 'Specification', must: 4, should: 1, requirements: [] }],
    },
  ],
};
