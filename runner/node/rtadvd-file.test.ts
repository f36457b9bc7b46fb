import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeConfiguration } from '../../reference/ipv6/node-settings.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import { portsBench } from '../../reference/ports-bench.js';
import { seconds } from '../../reference/time.js';
import { layer } from '../../reference/wire/frame.js';
import { RouterAdvertisement } from '../../reference/wire/nd.js';
import { Problem } from '../exit-codes.js';
import { nodeSchema } from './node-schema.js';
import { withRtadvdConf } from './rtadvd-file.js';

const NICS = [
  { name: 'eth1', mtu: 1500 },
  { name: 'eth2', mtu: 1400 },
];
const MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x0a]);

const CONF = `
default:\\
	:chlim#32:maxinterval#20:
eth1:\\
	:addr="2001:db8:1::":mtu="auto":tc=default:
eth2:\\
	:rltime#0:mtu="auto":tc=default:
ef0:\\
	:tc=default:
`;

const ONLY_A_ROUTER =
  'rtadvd.conf: only a router advertises: ' + 'set role: router in the file of --config, or ipv6_gateway_enable="YES" in that of --rc-conf';

describe('rtadvd.conf of a node', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-rtadvd-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function merged(text: string, settings: object = { role: 'router' }) {
    const file = join(folder, 'rtadvd.conf');
    writeFileSync(file, text);
    return withRtadvdConf(nodeSchema.parse(settings), file, NICS);
  }

  function problem(text: string, settings?: object): string {
    try {
      merged(text, settings);
      return 'none';
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      return error.message.replaceAll(`${folder}/`, '');
    }
  }

  it('is what the NICs of its records advertise, each with its own MTU', () => {
    const configuration = nodeConfiguration(
      merged(CONF),
      NICS.map((nic) => ({ ...nic, linkLayerAddress: MAC })),
    );
    const bench = portsBench(configuration, { eth1: { node: MAC, peer: MAC }, eth2: { node: MAC, peer: MAC } });
    bench.node.start();
    bench.advance(seconds(30));
    const told = (port: string) => bench.sent(port).flatMap((decoded) => layer(decoded, RouterAdvertisement) ?? []);
    expect(told('eth1')[0]).to.include({ curHopLimit: 32, routerLifetime: 1800 });
    expect(told('eth1')[0]?.options.map(({ kind }) => kind)).to.have.members(['sourceLinkLayerAddress', 'mtu', 'prefixInformation']);
    expect(told('eth2')[0]).to.include({ curHopLimit: 32, routerLifetime: 0 });
    expect(told('eth2')[0]?.options).to.deep.include({ kind: 'mtu', type: 5, length: 1, reserved: 0, mtu: 1400 });
  });

  it('leaves the other settings of an interface as they are', () => {
    const { interfaces } = merged(CONF, { role: 'router', interfaces: { eth1: { dupAddrDetectTransmits: 3, mtu: 1300 } } });
    expect(interfaces['eth1']).to.deep.include({ dupAddrDetectTransmits: 3, mtu: 1300 });
    expect(interfaces['eth1']?.advertising?.advLinkMtu).to.equal(1300);
  });

  for (const [title, text, complaint, settings] of [
    ['a host', CONF, ONLY_A_ROUTER, { role: 'host' }],
    ['records of other machines alone', 'ef0:\n', 'rtadvd.conf: no record has the name of a NIC; there is eth1, eth2'],
    [
      'what is said twice',
      CONF,
      'rtadvd.conf: what eth2 advertises stands in the file of --config too; one of them is enough',
      { role: 'router', interfaces: { eth2: { advertising: { advSendAdvertisements: true } } } },
    ],
  ] as const)
    it(`is refused: ${title}`, () => expect(problem(text, settings)).to.equal(complaint));

  it('says where it is wrong, each thing once', () => {
    expect(problem('eth1:\\\n\t:maxinterval#2:chlimit#3:\n')).to.match(/^rtadvd\.conf:2:\d+ {2}chlimit: rtadvd has no such capability$/);
  });

  it('has to be there', () => {
    expect(() => withRtadvdConf(nodeSchema.parse({ role: 'router' }), join(folder, 'none'), NICS)).to.throw(Problem, /cannot be read/);
  });
});
