import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import type { CaptureJudgement, Check, Finding, Judgement } from '../suites/kit/judgement.js';
import { judgementPage } from './judgement-page.js';
import { reportFile } from './package-root.js';

const HOSTILE = '<script>alert(1)</script>';

const capture: CaptureJudgement = {
  file: `${HOSTILE}.pcap`,
  contents: {
    frames: 3,
    ipv6: 2,
    notIpv6: 1,
    octets: 300,
    spanUs: 1_500_000,
    linkTypes: [{ linkType: 1, name: 'Ethernet', frames: 3 }],
    links: [''],
    protocols: [{ name: HOSTILE, packets: 2 }],
    prefixes: [],
    losses: 'unknown',
    stampUncertaintyUs: 0,
    unreadable: { frames: 1, first: [{ frame: 3, offset: 18, field: 'ipv6.payloadLength', reason: 'truncated' }] },
    backwards: 0,
    copies: 0,
    unheard: [],
    furtherNodes: 0,
  },
  absence: { conclusive: false, why: 'the capture does not say whether frames were lost' },
  nodes: [
    {
      name: '02:00:5e:10:00:01',
      link: '',
      addresses: ['fe80::1'],
      via: [],
      roles: ['host'],
      frames: 2,
      firstSeenUs: 0,
      lastSeenUs: 5,
      totals: { pass: 0, fail: 1, warn: 0, inconclusive: 0 },
    },
  ],
  findings: [
    {
      node: '02:00:5e:10:00:01',
      link: '',
      requirement: 'rs-format',
      rfc: 4861,
      section: '4.1',
      level: 'MUST',
      role: 'host',
      judged: 'is sent with hop limit 255',
      text: 'Hop limit 255, or it is discarded',
      verdict: 'fail',
      reason: { code: 'mismatch', text: 'hop limit 64' },
      checks: [
        {
          rule: 'nd.router-solicitation.hop-limit',
          title: 'is sent with hop limit 255',
          verdict: 'fail',
          kept: 1,
          firstKept: 2,
          broken: 1,
          missing: 0,
          undecided: 0,
          evidence: [{ frame: 1, text: `hop limit 64 ${HOSTILE}`, path: 'ipv6.hopLimit', frames: [2] }],
          undecidedBecause: [],
        },
      ],
    },
  ],
  totals: { pass: 0, fail: 1, warn: 0, inconclusive: 0 },
  unjudged: [{ rule: 'icmpv6.echo.data', requirement: 'icmp-echo-id-seq-data', why: 'cut', count: 2, firstFrame: 9 }],
  notExercised: [{ rule: 'nd.redirect.source', requirement: 'rtr-redirect-not-global-src', title: 'comes from a link-local address' }],
};

const judgement: Judgement = {
  schema: 'sixproof/judgement/1',
  tool: 'sixproof',
  version: '0.0.0',
  captures: [capture],
  totals: capture.totals,
};

describe('the page of a judgement', () => {
  const html = judgementPage(judgement);

  it('escapes everything that comes from the capture', () => {
    expect(html).to.not.contain(HOSTILE);
    expect(html).to.contain('&lt;script&gt;alert(1)&lt;/script&gt;.pcap');
    expect(readFileSync(reportFile('templates', 'judge.html.hbs'), 'utf8')).to.not.match(/\{\{\{|\{\{&/);
  });

  it('begins with the verdict and shows the violation with clause and frames', () => {
    expect(html).to.match(/<title>FAIL: /);
    expect(html).to.contain('RFC 4861 4.1');
    expect(html).to.contain('(see frame 2)');
    expect(html).to.contain('broken 1 time, kept 1 time');
  });

  it('says what a node did before what the clause asks for', () => {
    const [finding] = capture.findings as [Finding];
    const [check] = finding.checks as [Check];
    const passed: Finding = { ...finding, verdict: 'pass', checks: [{ ...check, verdict: 'pass', broken: 0, evidence: [] }] };
    const page = (findings: readonly Finding[]): string => judgementPage({ ...judgement, captures: [{ ...capture, findings }] });
    expect(page([passed])).to.match(
      /<tr><td>is sent with hop limit 255<td>1 time, first in frame 2<td>MUST<td>.*<span class="soft">Hop limit 255, or it is discarded<\/span>/,
    );
    expect(page([finding])).to.match(
      /<b>is sent with hop limit 255<\/b>[^]*The clause: Hop limit 255, or it is discarded <code>rs-format<\/code>/,
    );
  });

  it('tells what could not be judged and what had no opportunity', () => {
    expect(html).to.contain('Could not be judged');
    expect(html).to.contain('1 rule had no opportunity in this capture');
    expect(html).to.contain('what is not there may have been lost');
  });
});
