import { expect } from 'chai';
import { address } from '../../reference/net/address.js';
import { hex } from '../../reference/net/octets.js';
import { echoReply, frame as frameOf, ipv6 } from '../../reference/wire/index.js';
import { clauseUrl, failureMessage, type Failure } from './failure-message.js';
import type { FrameRecord, StepRecord } from './record.js';
import type { Requirement } from './requirement.js';

const requirement: Requirement = {
  slug: 'ra-lifetime',
  rfc: 4861,
  section: '6.2.3',
  level: 'MUST',
  role: 'router',
  text: 'The Router Lifetime is AdvDefaultLifetime',
};
const test = {
  id: 'nd.ra.router-lifetime',
  title: 't',
  suite: 'nd',
  requirement: 'ra-lifetime',
  rfc: 4861,
  section: '6.2.3',
  level: 'MUST',
  roles: ['router'],
} as const;
const frame = (ordinal: number, direction: 'in' | 'out', atUs: number, more: Partial<FrameRecord> = {}): FrameRecord => ({
  ordinal,
  link: 'link0',
  direction,
  atUs,
  node: direction === 'in' ? 'dut' : 'tester',
  octets: '00010203040506070809',
  notation: `frame no ${ordinal}`,
  steps: [],
  background: false,
  ...more,
});
const step = (more: Partial<StepRecord>): StepRecord => ({
  index: 1,
  kind: 'expect',
  label: 'Router Advertisement',
  atUs: 1_000_000,
  link: 'link0',
  outcome: 'not-met',
  sinceFrame: 1,
  sinceUs: 1_000_000,
  window: { fromUs: 1_000_000, toUs: 4_500_000, wideningUs: 50_000 },
  wanted: [{ path: 'routerAdvertisement.routerLifetime', value: '1800' }],
  ...more,
});
const failure = (more: Partial<Failure> = {}): Failure => ({
  test,
  requirement,
  verdict: 'fail',
  reason: { code: 'not-seen', text: 'not seen' },
  frames: [frame(1, 'out', 1_000_000), frame(2, 'in', 2_204_000)],
  repeat: 'sixproof run nd.ra.router-lifetime --dut ax3.yaml --seed 7',
  ...more,
});

describe('failureMessage', () => {
  it('is a bug report of eight lines', () => {
    const closest = {
      frame: 2,
      differences: [{ path: 'routerAdvertisement.routerLifetime', wanted: '1800', got: '0', octets: [6, 2] as const }],
    };
    expect(failureMessage(failure({ step: step({ closest }) })).split('\n')).to.deep.equal([
      'FAIL  nd.ra.router-lifetime  MUST  RFC 4861 6.2.3',
      '  clause   The Router Lifetime is AdvDefaultLifetime (https://www.rfc-editor.org/rfc/rfc4861#section-6.2.3)',
      '  stimulus frame 1  frame no 1',
      '  wanted   Router Advertisement on link0, 0.000-3.500 s after frame 1 (±0.050 s), routerAdvertisement.routerLifetime = 1800',
      '  closest  frame 2 at +1.204 s, differs in one field',
      '           routerAdvertisement.routerLifetime   got 0   wanted 1800   octets 6-7: 06 07',
      '  alive    frame 2 at +1.204 s  frame no 2',
      '  repeat   sixproof run nd.ra.router-lifetime --dut ax3.yaml --seed 7',
    ]);
  });

  it('shows the first differences of many, and never has more than eight lines', () => {
    const differences = Array.from({ length: 5 }, (_, i) => ({ path: `a.b${i}`, wanted: 'x\ny', got: 'z' }));
    const lines = failureMessage(failure({ step: step({ closest: { frame: 2, differences } }) })).split('\n');
    expect(lines).to.have.length(8);
    expect(lines[4]).to.contain('differs in 5 fields');
    expect(lines[5]).to.match(/a\.b0 .*a\.b2 .*and 2 more$/);
  });

  it('tells a frame that came at the wrong time, and one that should not have come', () => {
    const late = failureMessage(failure({ step: step({ frames: [2], missedByUs: 250_000 }) }));
    expect(late).to.contain('  came     frame 2 at +1.204 s, 0.250 s too late  frame no 2');
    const forbidden = failureMessage(failure({ step: step({ kind: 'expect-none', frames: [2] }) }));
    expect(forbidden).to.contain('wanted   none: Router Advertisement').and.to.contain('came     frame 2');
  });

  it('shows what makes a frame a forbidden one in its octets, and does not show the frame twice', () => {
    const packet = frameOf(ipv6({ source: address('fe80::1'), destination: address('fe80::2') }), echoReply({ identifier: 7 }));
    const octets = `${'00'.repeat(12)}86dd${hex(packet.octets)}`;
    const wanted = [
      { path: 'echoReply.identifier', value: '7' },
      { path: 'or redirect.target', value: 'fe80::3' },
      { path: 'or echoReply.identifier', value: '7' },
    ];
    const message = failureMessage(
      failure({
        step: step({ kind: 'expect-none', frames: [2], wanted }),
        frames: [frame(1, 'out', 1_000_000), frame(2, 'in', 2_204_000, { octets })],
      }),
    );
    expect(message.split('\n').slice(4)).to.deep.equal([
      '  came     frame 2 at +1.204 s  frame no 2',
      '           echoReply.identifier = 7   octets 58-59: 00 07',
      '  alive    frame 2, the one above',
      '  repeat   sixproof run nd.ra.router-lifetime --dut ax3.yaml --seed 7',
    ]);
  });

  it('says in a sentence what several frames say together, with the last of them', () => {
    const { window: _window, wanted: _wanted, ...bare } = step({ label: 'all 200 routes are told', detail: '143 of 200 are in no update' });
    const lines = failureMessage(failure({ step: { ...bare, frames: [2] } })).split('\n');
    expect(lines.slice(3, 7)).to.deep.equal([
      '  wanted   all 200 routes are told on link0',
      '  found    143 of 200 are in no update',
      '  came     frame 2 at +1.204 s  frame no 2',
      '  alive    frame 2, the one above',
    ]);
    expect(failureMessage(failure({ step: bare })))
      .to.contain('  found    143 of 200')
      .and.not.to.contain('came');
  });

  it('says that nothing came near, and when the device was last heard', () => {
    expect(failureMessage(failure({ step: step({}) }))).to.contain('  closest  none: not seen');
    const mute = failureMessage(failure({ frames: [frame(1, 'out', 0)], step: step({}) }));
    expect(mute).to.contain('  alive    no frame of the device in this test');
  });

  it('gives the reason where no expectation failed', () => {
    const message = failureMessage(failure({ verdict: 'inconclusive', reason: { code: 'precondition', text: 'no\naddress' } }));
    expect(message.split('\n')[0]).to.match(/^INCONCLUSIVE {2}nd/);
    expect(message).to.contain('  reason   precondition: no address');
  });

  it('takes the last frame that the test sent for the stimulus when the window counts from no frame', () => {
    const free: Record<string, unknown> = { ...step({}) };
    delete free['sinceFrame'];
    const frames = [frame(1, 'out', 0), frame(2, 'out', 1), frame(3, 'out', 2, { background: true })];
    expect(failureMessage(failure({ step: free as unknown as StepRecord, frames })))
      .to.contain('stimulus frame 2')
      .and.to.contain('after the start');
  });

  it('links sections and appendices', () => {
    expect(clauseUrl(4861, 'C')).to.equal('https://www.rfc-editor.org/rfc/rfc4861#appendix-C');
    expect(clauseUrl(4861, '')).to.equal('https://www.rfc-editor.org/rfc/rfc4861');
  });
});
