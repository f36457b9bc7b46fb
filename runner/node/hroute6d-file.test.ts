import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeConfiguration } from '../../reference/ipv6/node-settings.js';
import { formatAddress } from '../../reference/net/address.js';
import { linkLayerAddress } from '../../reference/net/link-layer-address.js';
import type { NodeConfiguration } from '../../reference/node.js';
import { portsBench } from '../../reference/ports-bench.js';
import { seconds } from '../../reference/time.js';
import { layer } from '../../reference/wire/frame.js';
import { Ripng } from '../../reference/wire/ripng.js';
import { Problem } from '../exit-codes.js';
import { nodeSchema } from './node-schema.js';
import { withHroute6dConf } from './hroute6d-file.js';

const MAC = linkLayerAddress([2, 0, 0, 0, 0, 0x0a]);
const NICS = ['eth1', 'eth2'].map((name) => ({ name, linkLayerAddress: MAC, mtu: 1500 }));

const CONF = `
defaultmetric 2
routetag 7
static 2001:db8:9::/48 fe80::9 eth2 metric 4 routetag 0xab
interface eth1
  aggregate 2001:db8:4::/48
interface eth2
  noout
`;

describe('hroute6d.conf of a node', () => {
  let folder: string;
  before(() => (folder = mkdtempSync(join(tmpdir(), 'sixproof-hroute6d-'))));
  after(() => rmSync(folder, { recursive: true, force: true }));

  function merged(text: string, settings: object = { role: 'router' }): NodeConfiguration {
    const file = join(folder, 'hroute6d.conf');
    writeFileSync(file, text);
    return withHroute6dConf(nodeConfiguration(nodeSchema.parse(settings), NICS), file);
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

  it('is what the node tells its neighbours', () => {
    const bench = portsBench(merged(CONF), { eth1: { node: MAC, peer: MAC }, eth2: { node: MAC, peer: MAC } });
    bench.node.start();
    bench.advance(seconds(60));
    const told = (port: string) =>
      bench.sent(port).flatMap((decoded) => (layer(decoded, Ripng)?.command === 2 ? (layer(decoded, Ripng)?.entries ?? []) : []));
    const texts = told('eth1').map(({ prefix, prefixLength, metric, routeTag }) => [formatAddress(prefix), prefixLength, metric, routeTag]);
    expect(texts).to.deep.include(['2001:db8:9::', 48, 4, 0xab]);
    expect(texts).to.deep.include(['2001:db8:4::', 48, 2, 7]);
    expect(told('eth2')).to.deep.equal([]);
    expect(bench.node.routes().filter(({ origin }) => origin === 'static')).to.have.length(1);
  });

  it('adds to the routes that the node has', () => {
    const routes = [{ prefix: '2001:db8:1::/48', via: 'fe80::1%eth1' }];
    expect(merged(CONF, { role: 'router', routes }).routes?.map(({ link }) => link)).to.deep.equal(['eth1', 'eth2']);
  });

  for (const [title, complaint, settings, text] of [
    [
      'a tunnel that is none',
      'hroute6d.conf:1:11  there is no interface "gif1"; there is eth1, eth2',
      { role: 'router' },
      'interface gif1',
    ],
    [
      'all that is wrong, each on its line',
      'hroute6d.conf:1:10  routetag: wanted a route tag in hexadecimal, 0 to ffff, found "g"\n' +
        'hroute6d.conf:2:7  trace: wanted on or off, found "3"',
      { role: 'router' },
      'routetag g\ntrace 3\n',
    ],
    ['RIPng twice', 'hroute6d.conf: RIPng is set up elsewhere too; one of them is enough', { role: 'router', ripng: {} }, CONF],
    [
      'a route twice',
      'hroute6d.conf: a route to 2001:db8:9::/48 is set elsewhere too; one of them is enough',
      { role: 'router', routes: [{ prefix: '2001:db8:9::/48', via: 'fe80::1%eth1' }] },
      CONF,
    ],
  ] as const)
    it(`is refused: ${title}`, () => expect(problem(text, settings)).to.equal(complaint));

  it('has to be there', () => {
    const node = nodeConfiguration(nodeSchema.parse({ role: 'router' }), NICS);
    expect(() => withHroute6dConf(node, join(folder, 'none'))).to.throw(Problem, /cannot be read/);
  });
});
