import { expect } from 'chai';
import { ethernet } from '../../reference/wire/ethernet.js';
import { frame } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import { udp } from '../../reference/wire/udp.js';
import { unknownOption } from '../../reference/wire/nd-options.js';
import type { Contents } from '../../suites/kit/judgement.js';
import { judgedScene } from './crafted/judged-scene.js';
import { messageNamed } from './crafted/messages.js';
import { preparedSource, type PreparedFrame } from './crafted/prepared-source.js';
import { judgeSource } from './judge-captures.js';

const IEEE_802_11 = 105;
const RAW = 101;

const whole = frame(ethernet({}), ipv6({}), udp({})).octets;

async function contentsOf(frames: readonly Omit<PreparedFrame, 'atUs'>[]): Promise<Contents> {
  const stamped = frames.map((one, index) => ({ ...one, atUs: index }));
  const outcome = await judgeSource(preparedSource(stamped), 'prepared', { complete: false });
  if (!('contents' in outcome)) throw new Error('not judged');
  return outcome.contents;
}

describe('frames that cannot be read', () => {
  it('are those of a link type that is not understood, beside others that are', async () => {
    const contents = await contentsOf([{ octets: whole }, { octets: whole, linkType: IEEE_802_11 }, { octets: whole }]);
    expect(contents).to.include({ frames: 3, ipv6: 2, notIpv6: 0 });
    expect(contents.unreadable.first).to.deep.equal([
      { frame: 2, offset: 0, field: 'linkType', reason: 'link type 105 is not understood' },
    ]);
  });

  it('are packets of raw IP of neither version, and empty ones', async () => {
    const { unreadable, notIpv6 } = await contentsOf([
      { octets: Uint8Array.of(0x50, 0, 0, 0), linkType: RAW },
      { octets: Uint8Array.of(), linkType: RAW },
      { octets: Uint8Array.from([0x45, 0, 0, 20, 0, 0, 0, 0, 1, 59, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]), linkType: RAW },
    ]);
    expect(unreadable.first.map(({ frame: no, reason }) => `${no}: ${reason}`)).to.deep.equal([
      '1: version 5 of IP, wanted 4 or 6',
      '2: version none of IP, wanted 4 or 6',
    ]);
    expect(notIpv6).to.equal(1);
  });

  it('are listed up to the hundredth, and all counted by what is wrong with them', async () => {
    const short = (octets: number): Omit<PreparedFrame, 'atUs'> => ({ octets: whole.subarray(0, octets) });
    const { unreadable } = await contentsOf([
      ...Array.from({ length: 120 }, () => short(16)),
      ...Array.from({ length: 30 }, () => short(17)),
      { octets: whole, linkType: IEEE_802_11 },
    ]);
    expect(unreadable.frames).to.equal(151);
    expect(unreadable.first).to.have.length(100);
    expect(unreadable.kinds).to.deep.equal([
      { frames: 150, firstFrame: 1, offset: 14, field: 'ipv6.version', reason: 'truncated at ipv6.version: 4 octets needed, 2 left' },
      { frames: 1, firstFrame: 151, offset: 0, field: 'linkType', reason: 'link type 105 is not understood' },
    ]);
  });

  it('are named in a finding about them as in the inventory', async () => {
    const unfilled = unknownOption({ type: 200, length: 0, data: new Uint8Array(6) });
    const [check] = await judgedScene('nd.options.well-formed', (s) =>
      messageNamed('router-solicitation').send(s, { options: [unfilled] }),
    );
    expect(check?.verdict).to.equal('fail');
    expect(check?.evidence[0]?.text).to.equal('octet 63: bad length at routerSolicitation.options[0].length: 2 octets needed, 0 given');
  });

  it('are of 64 kinds at most', async () => {
    const types = Array.from({ length: 80 }, (_, number) => 1_000 + number);
    const { unreadable } = await contentsOf(types.map((linkType) => ({ octets: whole, linkType })));
    expect(unreadable.frames).to.equal(80);
    expect(unreadable.kinds).to.have.length(64);
  });
});
