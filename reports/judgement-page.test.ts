import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import type { CaptureJudgement, Check, Contents, Finding, Judgement } from '../suites/kit/judgement.js';
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
    unreadable: { frames: 1, first: [{ frame: 3, offset: 18, field: 'ipv6.payloadLength', reason: 'truncated' }], kinds: [] },
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
    expect(html).to.contain('&lt;script&gt;alert(1)&lt;/script&gt; 2').and.to.contain('<h2>script&gt;.pcap');
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

  const pageOf = (contents: Partial<Contents>, file = capture.file): string =>
    judgementPage({ ...judgement, captures: [{ ...capture, file, contents: { ...capture.contents, ...contents } }] });

  it('is called like the file, without its directory', () => {
    const named = pageOf({}, '/home/somebody/captures/office.pcap');
    expect(named).to.contain('<b>office.pcap</b>').and.to.contain('FAIL: office.pcap').and.not.to.contain('somebody');
  });

  it('leads to its parts, from a node to what is said about it, and gives every row an address of its own', () => {
    const [finding] = capture.findings as [Finding];
    const page = judgementPage({ ...judgement, captures: [{ ...capture, findings: [finding, finding] }, capture] });
    const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
    expect(new Set(ids).size).to.equal(ids.length);
    expect(ids).to.include.members(['capture-1-findings', 'capture-2-findings', 'capture-1-node-02-00-5e-10-00-01']);
    for (const [, anchor] of page.matchAll(/href="#([^"]*)"/g)) expect(ids).to.include(anchor);
    expect(page).to.contain('<a href="#capture-1-finding-rs-format-02-00-5e-10-00-01">1</a>');
    expect(page).to.contain('<a href="#capture-1-findings">2 findings</a>');
  });

  it('folds what is longer than three lines, with how much it is', () => {
    const unheard = Array.from({ length: 40 }, (_, number) => `02:00:5e:10:00:${number + 10}`);
    expect(pageOf({ unheard })).to.contain('<details><summary>40 stations that frames went to and none came from</summary>');
    expect(pageOf({ unheard: unheard.slice(0, 3) })).to.contain('<dd>frames went to 02:00:5e:10:00:10, ');
  });

  it('counts unreadable frames by what is wrong with them, and says where the list ends', () => {
    const why = { offset: 14, field: 'ipv6.version', reason: 'truncated at ipv6.version' };
    const first = Array.from({ length: 100 }, (_, index) => ({ ...why, frame: index + 1 }));
    const page = pageOf({ frames: 150, unreadable: { frames: 150, first, kinds: [{ ...why, frames: 149, firstFrame: 1 }] } });
    expect(page).to.contain(
      'frame 1, octet 14: truncated at ipv6.version (the first of 149 frames like that); and 1 frame for other reasons; ' +
        '150 frames together; judgement.json has the first 100 one by one',
    );
  });

  it('says of a capture without a frame just that', () => {
    const page = pageOf({ frames: 0 });
    expect(page).to.contain('There is no frame in it.').and.not.to.contain('had no opportunity');
  });

  it('tells what could not be judged and what had no opportunity', () => {
    expect(html).to.contain('Could not be judged');
    expect(html).to.contain('1 rule had no opportunity in this capture');
    expect(html).to.contain('what is not there may have been lost');
  });
});
