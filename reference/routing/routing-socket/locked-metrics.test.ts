import { expect } from 'chai';
import { address } from '../../net/address.js';
import { routerBench } from '../../router-bench.js';
import { RTF, RTM, RTV_HOPCOUNT } from './constants.js';
import type { RouteMessage, RoutingMessage } from './routing-message.js';
import { inet6, network, openSocket } from './socket-bench.js';

const quiet = () => routerBench({ routes: [] });

function route(message: RoutingMessage | undefined): RouteMessage {
  if (message?.kind !== 'route') throw new Error(`no message about a route but ${message?.kind}`);
  return message;
}

describe('routing sockets: locking metrics', () => {
  const RTV_MTU = 0x1;
  const net = network('2001:db8:9::/48');
  const GATEWAY = inet6('fe80:1::1');

  it('locks those that are meant and unlocks those, and changes none', () => {
    const bench = quiet();
    const { ask, add, heard } = openSocket(bench);
    add('2001:db8:9::/48', GATEWAY, { inits: RTV_HOPCOUNT, hopCount: 5 });
    const lock = (inits: number, locks: number): number | undefined => {
      heard.length = 0;
      expect(ask({ type: RTM.LOCK, seq: 8, inits, locks, hopCount: 9 }, net)).to.equal('done');
      expect(route(heard[0]).header).to.include({ type: RTM.LOCK, seq: 8, pid: 7, errno: 0, hopCount: 5 });
      expect(heard).to.have.length(1);
      return route(heard[0]).header.locks;
    };
    expect(lock(RTV_HOPCOUNT | RTV_MTU, RTV_HOPCOUNT | RTV_MTU)).to.equal(RTV_HOPCOUNT | RTV_MTU);
    expect(lock(RTV_MTU, 0)).to.equal(RTV_HOPCOUNT);
    expect(lock(0, 0xff)).to.equal(RTV_HOPCOUNT);
    expect(lock(0xffff_ff00 + RTV_MTU, 0xffff_ffff)).to.equal(RTV_HOPCOUNT | RTV_MTU);
    expect(lock(0xff, 0)).to.equal(0);
    expect(bench.node.routeTo(address('2001:db8:9::1'))).to.not.have.property('lockedMetrics');
  });

  it('is told to whoever asks, and goes with adding and changing too', () => {
    const bench = quiet();
    const { ask, add, heard } = openSocket(bench);
    add('2001:db8:9::/48', GATEWAY, { inits: RTV_HOPCOUNT, locks: RTV_HOPCOUNT, hopCount: 5 });
    expect(ask({ type: RTM.CHANGE, inits: RTV_MTU, locks: RTV_MTU }, net)).to.equal('done');
    expect(ask({ type: RTM.CHANGE, flags: RTF.GATEWAY }, { ...net, GATEWAY: inet6('fe80:2::2') })).to.equal('done');
    expect(ask({ type: RTM.GET }, net)).to.equal('done');
    expect(heard.map((message) => route(message).header.locks)).to.deep.equal([2, 3, 3, 3]);
  });

  it('is a matter for the super-user', () => {
    const bench = quiet();
    openSocket(bench).add('2001:db8:9::/48', GATEWAY);
    expect(openSocket(bench, { isSuperUser: false }).ask({ type: RTM.LOCK, inits: 2, locks: 2 }, net)).to.equal('EPERM');
  });
});
