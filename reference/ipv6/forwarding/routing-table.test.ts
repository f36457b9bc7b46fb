import { expect } from 'chai';
import { address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import { RoutingTable, type Route } from './routing-table.js';

const PREFIX = prefixOf(address('2001:db8:1::'), 48);
const connected: Route = { prefix: PREFIX, origin: 'connected', target: { kind: 'interface', name: 'link0' } };
const fixed: Route = { prefix: PREFIX, origin: 'static', target: { kind: 'interface', name: 'link1', gateway: address('fe80::1') } };
const DESTINATION = address('2001:db8:1::7');

describe('the routing table', () => {
  it('prefers the origin that stands first, whatever came first', () => {
    for (const order of [
      [connected, fixed],
      [fixed, connected],
    ]) {
      const table = new RoutingTable();
      for (const route of order) table.add(route);
      expect(table.lookup(DESTINATION)).to.equal(connected);
      expect(table.list()).to.deep.equal([connected, fixed]);
      expect(table.size).to.equal(1);
    }
  });

  it('falls back to the next origin when a route goes', () => {
    const table = new RoutingTable();
    table.add(connected);
    table.add(fixed);
    expect(table.remove(PREFIX, 'connected')?.origin).to.equal('connected');
    expect(table.remove(PREFIX, 'connected')).to.equal(undefined);
    expect(table.lookup(DESTINATION)).to.equal(fixed);
    expect(table.remove(PREFIX, 'static')?.origin).to.equal('static');
    expect(table.lookup(DESTINATION)).to.equal(undefined);
    expect(table.list()).to.deep.equal([]);
  });

  it('has one route for each prefix and origin: the last one', () => {
    const table = new RoutingTable();
    table.add(fixed);
    const other: Route = { ...fixed, target: { kind: 'reject' } };
    table.add(other);
    expect(table.list()).to.deep.equal([other]);
  });
});
