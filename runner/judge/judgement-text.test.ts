import { expect } from 'chai';
import { join } from 'node:path';
import type { Contents } from '../../suites/kit/judgement.js';
import { packageRoot } from '../package-root.js';
import { judgement } from './assemble.js';
import { judgeCapture } from './judge-captures.js';
import { judgementText } from './judgement-text.js';

const plain = { hasColour: false };

async function textOf(file: string, options: { readonly complete?: boolean; readonly verbose?: boolean } = {}): Promise<string> {
  const outcome = await judgeCapture(join(packageRoot(), 'vectors', 'captures', file), { complete: options.complete === true });
  if (!('findings' in outcome)) throw new Error(`${file} is not usable`);
  return judgementText(judgement([{ ...outcome, file }]), { terminal: plain, verbose: options.verbose === true });
}

describe('the text of a judgement', function () {
  this.timeout(20_000);

  it('says first what is in the capture', async () => {
    const lines = (await textOf('linux-radvd.pcapng')).split('\n');
    expect(lines.slice(0, 8)).to.deep.equal([
      'linux-radvd.pcapng',
      '  frames        64, of them 64 IPv6; 74.403 s; Ethernet',
      '  lost frames   none, says the capture',
      '  nodes         02:00:5e:10:00:02  router      32 frames  fe80::5eff:fe10:2 2001:db8:1::1',
      '                02:00:5e:10:00:01  host        29 frames  fe80::5eff:fe10:1 2001:db8:1::5eff:fe10:1',
      '                2001:db8:2::2                   3 frames  from 02:00:5e:10:00:02',
      '  prefixes      2001:db8:1::/64  on-link, autonomous, by fe80::5eff:fe10:2',
      '  messages      Echo Reply 18, Echo Request 18, Router Advertisement 12, Neighbor Solicitation 6, Multicast Listener Report,',
    ]);
  });

  it('tells a violation with its clause, its frames and what was wanted', async () => {
    expect(await textOf('linux-cooked2.pcap')).to.contain(
      [
        'WARN          02:00:5e:10:00:01 (interface 2)  SHOULD  RFC 4861 6.3.7  rs-max3',
        '  solicits routers at most every 4 s: broken 1 time, undecided 1 time  [nd.router-solicitation.interval]',
        '    frame 5: 499.703 ms after the last Router Solicitation, which came too soon itself, wanted 3.6 s or more (see frame 4)',
      ].join('\n'),
    );
    expect(await textOf('linux-cooked2.pcap')).to.contain(
      '\n  clause: Up to 3 Router Solicitations are sent, at least 4 s apart, and by RFC 7559 more, ever less often\n',
    );
  });

  it('claims of what passed no more than the rules looked at', async () => {
    const passed = (await textOf('linux-radvd.pcapng')).split('\nPASS ')[1]?.split('\n') ?? [];
    expect(passed[0]).to.match(/ \d+ requirements, as far as these rules ask$/);
    expect(passed.join(' ')).to.contain(' ipv6.source.not-mapped ').and.not.to.contain('hdr-v4mapped-src-drop');
    const all = await textOf('linux-radvd.pcapng', { verbose: true });
    expect(all).to.contain('  sends from no IPv4-mapped address: kept 32 times (first in frame 1)  [ipv6.source.not-mapped]\n  clause: ');
  });

  it('ends with what could not be judged, why, and how much was not exercised', async () => {
    const text = await textOf('linux-cut.pcapng');
    expect(text).to.match(
      /\ncould not be judged\n(?: {2}.*\n)*? {2}the capture has not all of the data \(\d+ times, from frame \d+ on\)\n {4}02:00:5e:10:00:0\d {2}icmpv6\.echo\.data\n/,
    );
    expect(text).to.match(/\nnot exercised: \d+ rules had no opportunity here\n\nPASS \d+ {2}WARN 2 {2}FAIL 0 {2}INCONCLUSIVE \d+\n$/);
  });

  it('lists every finding and every rule without opportunity when asked to', async () => {
    const text = await textOf('linux-boot.pcap', { verbose: true });
    expect(text).to.contain('  puts a fresh nonce into each probe: kept 2 times (first in frame 2)  [nd.dad-solicitation.nonce]');
    expect(text).to.contain('  nd.redirect.source: comes from a link-local address');
  });

  it('counts one as one, and links apart from tunnels', async () => {
    const outcome = await judgeCapture(join(packageRoot(), 'vectors', 'captures', 'linux-boot.pcap'), { complete: false });
    if (!('findings' in outcome)) throw new Error('not usable');
    const textWith = (contents: Partial<Contents>): string =>
      judgementText(judgement([{ ...outcome, contents: { ...outcome.contents, ...contents } }]), { terminal: plain, verbose: false });
    expect(textWith({ copies: 1, backwards: 1 }))
      .to.contain('  copies        1 packet looks like one shortly before\n')
      .and.to.contain('  stamps        1 frame is stamped earlier than the one before\n');
    expect(textWith({ copies: 2 })).to.contain('  copies        2 packets look like one shortly before\n');
    expect(textWith({ links: ['', 'VLAN 5', 'VLAN 5 tunnel 2001:db8::1 - 2001:db8::2'] })).to.contain(', 2 links, 1 tunnel\n');
    expect(textWith({ links: ['lan', 'tunnel'] })).to.contain(', 2 links\n');
    const one = { ...outcome, notExercised: outcome.notExercised.slice(0, 1) };
    expect(judgementText(judgement([one]), { terminal: plain, verbose: false })).to.contain(
      '\nnot exercised: 1 rule had no opportunity here\n',
    );
    expect(textWith({ links: [''] })).to.not.match(/\d links?/);
  });

  it('tells a reason once, with all rules and nodes that it left without an answer', async () => {
    const text = await textOf('linux-cut.pcapng');
    expect(text.split('the capture has not all of the message (').length).to.equal(2);
    expect(text).to.match(
      /the capture has not all of the message .*\n {4}02:00:5e:10:00:03 {2}icmpv6\.echo-request\.code icmpv6\.message\.checksum\n {4}02:00:5e:10:00:01 {2}/,
    );
  });

  it('says that there is no frame, and not that rules had no opportunity', async () => {
    const outcome = await judgeCapture(join(packageRoot(), 'vectors', 'captures', 'linux-boot.pcap'), { complete: false });
    if (!('findings' in outcome)) throw new Error('not usable');
    const { contents } = outcome;
    const empty = { ...outcome, findings: [], unjudged: [], contents: { ...contents, frames: 0, ipv6: 0 } };
    const text = judgementText(judgement([empty]), { terminal: plain, verbose: false });
    expect(text).to.contain('\nthere is no frame in it\n').and.not.to.contain('no opportunity').and.not.to.contain('nothing here');
  });

  it('names damage and the reason for verdicts that it does not give', async () => {
    expect(await textOf('linux-radvd-truncated.pcapng')).to.match(/\n {2}damage {8}.*ends after \d+ octets/);
    expect(await textOf('linux-boot.pcap')).to.contain('no verdict from absence');
    expect(await textOf('linux-boot.pcap', { complete: true })).to.not.contain('no verdict from absence');
  });
});
