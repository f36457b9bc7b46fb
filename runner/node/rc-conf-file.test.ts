import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeConfiguration } from '../../reference/ipv6/node-settings.js';
import { formatAddress } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { portsBench } from '../../reference/ports-bench.js';
import { seconds } from '../../reference/time.js';
import { layer } from '../../reference/wire/frame.js';
import { RouterAdvertisement } from '../../reference/wire/nd.js';
import { Ripng } from '../../reference/wire/ripng.js';
import { Problem } from '../exit-codes.js';
import { loadNodeFile } from './node-file.js';
import { nodeSchema, type NodeFile } from './node-schema.js';
import { RcConfFile } from './rc-conf-file.js';
import { withRtadvdOn } from './rtadvd-file.js';

const MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x0a]);
const NICS = ['ne0', 'ne1'];

/** The router of a leaf network. */
const LEAF = `
ipv6_enable="YES"
ipv6_gateway_enable="YES"
ipv6_router_enable="YES"
ipv6_router_flags="-N ne1"
ipv6_ifconfig_ne0="2001:db8:0:ffff::1000/64"
ipv6_ifconfig_ne0_alias0="2001:db8:0:ffff::/64 anycast"
ipv6_ifconfig_ne1="2001:db8:0:1000::1/64"
ipv6_ifconfig_ne1_alias0="2001:db8:0:1000::/64 anycast"
rtadvd_enable="YES"
rtadvd_interface="ne1"
`;
const HOST = 'ipv6_enable="YES"\n';
const ROUTER = `${HOST}ipv6_gateway_enable="YES"\n`;

describe('rc.conf of a node', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-rc-conf-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function written(text: string, name = 'rc.conf'): string {
    const file = join(folder, name);
    writeFileSync(file, text);
    return file;
  }
  const merged = (text: string, settings: object = {}, nics: readonly string[] = NICS): NodeFile =>
    new RcConfFile(written(text)).addedTo(nodeSchema.parse(settings), nics);

  function problem(text: string, settings?: object, nics?: readonly string[]): string {
    try {
      merged(text, settings, nics);
      return 'none';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return error.message.replaceAll(`${folder}/`, '');
    }
  }

  it('is a router that advertises and speaks RIPng where it is to', () => {
    const facts = NICS.map((name) => ({ name, linkLayerAddress: MAC, mtu: 1500 }));
    const rcConf = new RcConfFile(written(LEAF));
    const served = facts.filter(({ name }) => rcConf.advertisingOn(NICS)?.includes(name));
    const file = withRtadvdOn(rcConf.addedTo(nodeSchema.parse({}), NICS), served);
    const bench = portsBench(nodeConfiguration(file, facts), { ne0: { node: MAC, peer: MAC }, ne1: { node: MAC, peer: MAC } });
    bench.node.start();
    bench.advance(seconds(60));
    const advertised = (port: string) => bench.sent(port).flatMap((decoded) => layer(decoded, RouterAdvertisement) ?? []);
    const told = (port: string) =>
      bench.sent(port).flatMap((decoded) => (layer(decoded, Ripng)?.entries ?? []).map(({ prefix }) => formatAddress(prefix)));
    expect(advertised('ne0')).to.deep.equal([]);
    expect(advertised('ne1')[0]).to.include({ routerLifetime: 1800 });
    expect(
      advertised('ne1')
        .at(-1)
        ?.options.map(({ kind }) => kind),
    ).to.include('prefixInformation');
    expect(told('ne0')).to.include('2001:db8:0:1000::');
    expect(told('ne1')).to.deep.equal([]);
    const addresses = bench.node.interfaces().flatMap(({ addresses: all }) => all.filter(({ anycast }) => anycast));
    expect(addresses.map(({ address }) => formatAddress(address))).to.include.members(['2001:db8:0:ffff::', '2001:db8:0:1000::']);
  });

  it('names the NICs where nobody else does', () => {
    const { interfaces } = new RcConfFile(written(LEAF));
    expect(interfaces).to.deep.equal(['ne0', 'ne1']);
    expect(loadNodeFile(undefined, [], interfaces).nics).to.deep.equal(['ne0', 'ne1']);
    expect(loadNodeFile(undefined, ['eth1'], interfaces).nics).to.deep.equal(['eth1']);
    expect(new RcConfFile(written(`${HOST}ipv6_network_interfaces="ne3 ne1"`)).interfaces).to.deep.equal(['ne3', 'ne1']);
  });

  it('finds a NIC whose name no variable can have', () => {
    expect(merged(`${HOST}ipv6_ifconfig_ne0_5=2001:db8::1/64`, {}, ['ne0.5']).interfaces['ne0.5']?.addresses).to.have.length(1);
  });

  it('adds to what the file of --config says', () => {
    const { interfaces, routes, role, name } = merged(`${ROUTER}hostname=r7\nipv6_defaultrouter=fe80::9%ne1\n${LEAF}`, {
      interfaces: { ne0: { mtu: 1400, addresses: ['2001:db8:7::1/64'] } },
      routes: [{ prefix: '2001:db8:9::/48', via: 'fe80::1%ne0' }],
    });
    expect({ role, name }).to.deep.equal({ role: 'router', name: 'r7' });
    expect(interfaces['ne0']).to.include({ mtu: 1400 });
    expect(interfaces['ne0']?.addresses?.map(({ address }) => formatAddress(address))).to.deep.equal([
      '2001:db8:7::1',
      '2001:db8:0:ffff::1000',
      '2001:db8:0:ffff::',
    ]);
    expect(routes.map((route) => route.interface)).to.deep.equal(['ne0', 'ne1']);
  });

  it('has rtadvd serve all NICs when it names none, and those without a record by its defaults', () => {
    expect(new RcConfFile(written(`${ROUTER}rtadvd_enable=YES`)).advertisingOn(NICS)).to.deep.equal(NICS);
    expect(new RcConfFile(written(ROUTER)).advertisingOn(NICS)).to.equal(undefined);
    const nics = NICS.map((name) => ({ name, mtu: 1500 }));
    const router = nodeSchema.parse({ role: 'router' });
    const hopLimits = (rtadvdConf: string): readonly unknown[] => {
      const { interfaces } = withRtadvdOn(router, nics, written(rtadvdConf, 'rtadvd.conf'));
      return NICS.map((name) => interfaces[name]?.advertising?.advSendAdvertisements && interfaces[name].advertising.advCurHopLimit);
    };
    expect(hopLimits('ne0:\\\n\t:chlim#7:\n')).to.deep.equal([7, 64]);
    expect(hopLimits('ef0:\\\n\t:chlim#7:\n')).to.deep.equal([64, 64]);
  });

  it('wants the file of hroute6d where that is the daemon', () => {
    expect(new RcConfFile(written(`${ROUTER}ipv6_router_enable=YES\nipv6_router=hroute6d`)).wantsHroute6dConf).to.equal(true);
    expect(new RcConfFile(written(LEAF)).wantsHroute6dConf).to.equal(false);
  });

  for (const [title, text, complaint, settings] of [
    ['what cannot be read', 'ipv6_enable="YES', 'rc.conf:1:13  this quote is not closed'],
    [
      'interfaces that are not there',
      `${HOST}ipv6_ifconfig_ne7=2001:db8::1/64\nipv6_defaultrouter=fe80::1%constructor`,
      'rc.conf:2:1  there is no interface "ne7" here; there is ne0, ne1\n' +
        'rc.conf:3:1  there is no interface "constructor" here; there is ne0, ne1',
    ],
    [
      'interfaces to advertise on that are not there',
      `${ROUTER}rtadvd_enable=YES\nrtadvd_interface="ne1 \u001b[2J"`,
      'rc.conf:4:1  there is no interface "\\u001b[2J" here; there is ne0, ne1',
    ],
    [
      'a host that advertises',
      `${HOST}rtadvd_enable=YES`,
      'rc.conf:2:1  rtadvd_enable: only a router advertises: set ipv6_gateway_enable="YES" too',
    ],
    [
      'RIPng twice',
      LEAF,
      'rc.conf:5:1  RIPng stands in the file of --config too; one of them is enough',
      { ripng: { interfaces: { ne0: {} } } },
    ],
    [
      'an option that route6d does not have',
      `${ROUTER}ipv6_router_enable=YES\nipv6_router_flags=-x`,
      'rc.conf:4:1  ripng.route6d: route6d has no option "-x"; it has -ANORTLtadDhlnqsS',
    ],
    [
      'a host with RIPng',
      `${HOST}ipv6_router_enable=YES`,
      'rc.conf:2:1  ripng.route6d: a host forwards nothing, so that it must not advertise routes: say role: router, or -q',
    ],
    [
      'a router on no link',
      `${HOST}ipv6_defaultrouter=fe80::1`,
      'rc.conf:2:1  routes[0].via: on which link? Say fe80::1%ne0, or interface: ne0',
    ],
  ] as const)
    it(`is refused: ${title}`, () => expect(problem(text, settings)).to.equal(complaint));

  it('has to be there', () => expect(() => new RcConfFile(join(folder, 'none'))).to.throw(Problem, /cannot be read/));
});
