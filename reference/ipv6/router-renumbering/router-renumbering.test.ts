import { expect } from 'chai';
import type { NodeEnvironment } from '../../engine/environment.js';
import { address, formatAddress, isLinkLocal, type Address } from '../../net/address.js';
import { prefixOf } from '../../net/prefix.js';
import type { NodeCommand, NodeConfiguration } from '../../node.js';
import { PEER_MAC } from '../../node-bench.js';
import { FAR_SIDE, NEAR, routerBench, type RouterBench } from '../../router-bench.js';
import { milliseconds, seconds } from '../../time.js';
import { Fragment } from '../../wire/extension-headers.js';
import { layer, type DecodedFrame } from '../../wire/frame.js';
import { Ipv6, ipv6 } from '../../wire/ipv6.js';
import { cut, type LayerDraft } from '../../wire/layer-draft.js';
import { neighborSolicitation, RouterAdvertisement } from '../../wire/nd.js';
import { sourceLinkLayerAddress, type NdOption } from '../../wire/nd-options.js';
import {
  routerRenumberingCommand,
  RouterRenumberingResult,
  sequenceNumberReset,
  type PrefixControlOperationDraft,
  type RouterRenumberingCommandDraft,
} from '../../wire/router-renumbering.js';
import type { AdvertisingConfiguration } from '../router-advertising/advertising-configuration.js';

const ALL_ROUTERS_IN_SITE = address('ff05::2');
const NEAR_SUBNET = address('2001:db8:0:a::');
const FAR_SUBNET = address('2001:db8:0:b::');
const NEW = address('2001:db8:ffff:a::');

const order = (bench: RouterBench, command: NodeCommand): void => {
  const done = bench.node.command(command);
  if (!done.ok) throw new Error(done.error);
  bench.advance(milliseconds(1));
};

function renumberedBench(over: Partial<NodeConfiguration> = {}, environment: Pick<NodeEnvironment, 'nonVolatile'> = {}): RouterBench {
  return withManager(routerBench({ routerRenumbering: 'unauthenticated', ...over }, environment));
}

/** The management station is a neighbour of the router, and no Command takes its own address away. */
const MANAGER = address('fe80::b');

function withManager(bench: RouterBench): RouterBench {
  const introduction = neighborSolicitation({ target: NEAR, options: [sourceLinkLayerAddress(PEER_MAC)] });
  bench.send(NEAR, [ipv6({ source: MANAGER, destination: NEAR }), introduction]);
  return bench;
}

let sequence = 0;

function give(bench: RouterBench, given: RouterRenumberingCommandDraft, destination: Address = ALL_ROUTERS_IN_SITE): void {
  const message = routerRenumberingCommand({ sequenceNumber: ++sequence, resultRequested: true, ...given });
  put(bench, [message], destination);
}

function put(bench: RouterBench, layers: readonly LayerDraft[], destination: Address = ALL_ROUTERS_IN_SITE): void {
  bench.forget();
  bench.send(destination, [ipv6({ source: MANAGER, destination }), ...layers]);
  bench.advance(milliseconds(10));
}

const operation = (
  kind: 'addOperation' | 'changeOperation' | 'setGlobalOperation',
  matchPrefix: Address,
  usePrefixes: PrefixControlOperationDraft extends infer D ? (D extends { usePrefixes?: infer U } ? U : never) : never = [],
): PrefixControlOperationDraft => ({ kind, ordinal: 1, matchLen: 64, matchPrefix, usePrefixes });

const toNew = { useLen: 48, keepLen: 16, usePrefix: address('2001:db8:ffff::'), validLifetime: 600, preferredLifetime: 300 };

const resultsOf = (bench: RouterBench): readonly RouterRenumberingResult[] =>
  bench.heard.flatMap(({ decoded }) => layer(decoded, RouterRenumberingResult) ?? []);

const addressesOf = (bench: RouterBench, link = 0): readonly string[] =>
  (bench.node.interfaces()[link]?.addresses ?? [])
    .filter((held) => !held.anycast && !isLinkLocal(held.address))
    .map((held) => formatAddress(held.address));

const optionsIn = (decoded: DecodedFrame): readonly NdOption[] => layer(decoded, RouterAdvertisement)?.options ?? [];

/** `2001:db8::/64 600/300` of the last advertisement on the near link. */
const advertised = (bench: RouterBench): readonly string[] => {
  const last = bench.heard.findLast(({ decoded }) => layer(decoded, RouterAdvertisement) !== undefined);
  return optionsIn(last!.decoded).flatMap((option) =>
    option.kind === 'prefixInformation'
      ? [`${formatAddress(option.prefix)}/${option.prefixLength} ${option.validLifetime}/${option.preferredLifetime}`]
      : [],
  );
};

const advertise = (bench: RouterBench, configuration: AdvertisingConfiguration): void => {
  order(bench, { kind: 'advertise', link: 'link0', configuration });
  bench.advance(seconds(5));
};

describe('router renumbering', () => {
  it('of a router that withdraws prefixes advertises each once, as good or as withdrawn', () => {
    const bench = renumberedBench({ behaviour: 'kame' });
    const lasting = { validLifetime: 600, preferredLifetime: 300, keepLen: 0, useLen: 64 };
    const [near, far] = [NEAR_SUBNET, FAR_SUBNET].map((one) => ({ prefix: prefixOf(one, 64) }));
    const others = (): readonly string[] => {
      bench.advance(seconds(30));
      return advertised(bench).filter((one) => !one.startsWith(formatAddress(NEAR_SUBNET)));
    };
    advertise(bench, { advPrefixList: [near!, far!] });
    advertise(bench, { advPrefixList: [near!] });
    expect(others()).to.deep.equal(['2001:db8:0:b::/64 0/0']);
    give(bench, { operations: [operation('addOperation', NEAR_SUBNET, [{ ...lasting, usePrefix: FAR_SUBNET }])] });
    expect(others()).to.deep.equal(['2001:db8:0:b::/64 600/300']);
    give(bench, { operations: [operation('changeOperation', FAR_SUBNET, [{ ...lasting, usePrefix: NEW }])] });
    expect(others(), 'left out, as the Command says').to.deep.equal(['2001:db8:ffff:a::/64 600/300']);
  });

  it('is refused silently unless management says otherwise', () => {
    const bench = routerBench();
    give(bench, { operations: [operation('addOperation', NEAR_SUBNET, [toNew])] });
    expect(bench.heard).to.have.length(0);
    expect(bench.discarded('icmpv6-unknown-informational')).to.equal(1);
    expect(bench.node.recordedSequenceNumber()).to.equal(undefined);
    expect(addressesOf(bench)).to.deep.equal([formatAddress(NEAR)]);
  });

  it('is for routers: a host takes no Commands', () => {
    const bench = renumberedBench();
    order(bench, { kind: 'become-host', link: 'link0' });
    give(bench, {}, NEAR);
    expect(resultsOf(bench)).to.have.length(0);
  });

  it('can be allowed and forbidden while the node runs, and begins anew with zero', () => {
    const bench = routerBench();
    order(bench, { kind: 'accept-renumbering', link: 'link0' });
    expect(bench.node.recordedSequenceNumber()).to.equal(0);
    give(bench, { sequenceNumber: 7, maxDelay: 1000 });
    expect(bench.node.recordedSequenceNumber()).to.equal(7);
    order(bench, { kind: 'refuse-renumbering', link: 'link0' });
    expect(bench.node.recordedSequenceNumber()).to.equal(undefined);
    bench.advance(seconds(2));
    order(bench, { kind: 'accept-renumbering', link: 'link0' });
    expect(bench.node.recordedSequenceNumber()).to.equal(0);
  });

  it('keeps the recorded number in non-volatile storage, and goes on from there', () => {
    const kept = new Map<string, string>();
    const environment = {
      nonVolatile: { read: (name: string) => kept.get(name), write: (name: string, value: string) => void kept.set(name, value) },
    };
    const bench = renumberedBench({}, environment);
    give(bench, { sequenceNumber: 77 });
    expect([...kept]).to.deep.equal([['recordedSequenceNumber', '77']]);
    expect(renumberedBench({}, environment).node.recordedSequenceNumber()).to.equal(77);
    order(bench, { kind: 'accept-renumbering', link: 'link0' });
    expect([...kept.values()]).to.deep.equal(['0']);
    for (const text of ['', '-1', '1.5', '4294967296', 'seven'])
      expect(
        renumberedBench({}, { nonVolatile: { read: () => text, write: () => undefined } }).node.recordedSequenceNumber(),
        text,
      ).to.equal(0);
  });

  it('keeps what it has recorded while an interface restarts', () => {
    const bench = renumberedBench();
    give(bench, { sequenceNumber: 9 });
    order(bench, { kind: 'reset', link: 'link0' });
    expect(bench.node.recordedSequenceNumber()).to.equal(9);
  });

  it('works on every interface, in the order of the interfaces', () => {
    const bench = renumberedBench();
    give(bench, { operations: [{ ...operation('changeOperation', address('2001:db8::'), [toNew]), matchLen: 32 }] });
    expect(addressesOf(bench)).to.deep.equal(['2001:db8:ffff:a:0:ff:fe00:a']);
    expect(addressesOf(bench, 1)).to.deep.equal(['2001:db8:ffff:b:0:ff:fe00:10a']);
    expect(
      resultsOf(bench)[0]?.matchReports.map(({ interfaceIndex, matchedPrefix }) => [interfaceIndex, formatAddress(matchedPrefix)]),
    ).to.deep.equal([
      [1, '2001:db8:0:a::'],
      [2, '2001:db8:0:b::'],
    ]);
    bench.advance(seconds(3));
    expect(bench.node.routes().map(({ prefix }) => formatAddress(prefix.address))).to.include('2001:db8:ffff:a::');
  });

  it('goes through Duplicate Address Detection with new addresses, and keeps them over a restart', () => {
    const bench = renumberedBench();
    give(bench, { operations: [operation('addOperation', NEAR_SUBNET, [toNew])] });
    expect(
      bench.node.interfaces()[0]?.addresses.find(({ address: held }) => formatAddress(held).startsWith('2001:db8:ffff:a:'))?.state,
    ).to.equal('tentative');
    order(bench, { kind: 'reset', link: 'link0' });
    bench.advance(seconds(3));
    expect(addressesOf(bench)).to.deep.equal([formatAddress(NEAR), '2001:db8:ffff:a:0:ff:fe00:a']);
  });

  it('changes what is advertised, and says so at once', () => {
    const bench = renumberedBench();
    advertise(bench, { advPrefixList: [{ prefix: prefixOf(NEAR_SUBNET, 64) }] });
    give(bench, { operations: [operation('changeOperation', NEAR_SUBNET, [toNew])] });
    bench.advance(seconds(3));
    expect(advertised(bench)).to.deep.equal(['2001:db8:ffff:a::/64 600/300']);
  });

  it('leaves a subnet unadvertised that was so, and advertises the New Prefix', () => {
    const bench = renumberedBench();
    advertise(bench, { advPrefixList: [] });
    give(bench, { operations: [operation('addOperation', NEAR_SUBNET, [toNew])] });
    bench.advance(seconds(3));
    expect(advertised(bench)).to.deep.equal(['2001:db8:ffff:a::/64 600/300']);
  });

  it('keeps advertising the subnets where they are the default', () => {
    const bench = renumberedBench();
    advertise(bench, {});
    give(bench, { operations: [operation('addOperation', NEAR_SUBNET, [toNew])] });
    bench.advance(seconds(3));
    expect(advertised(bench)).to.deep.equal(['2001:db8:0:a::/64 2592000/604800', '2001:db8:ffff:a::/64 600/300']);
  });

  it('lets lifetimes run down from the Command on, those from before going on as they were', () => {
    const bench = renumberedBench();
    const old = { prefix: prefixOf(NEAR_SUBNET, 64), advValidLifetime: seconds(1000), advPreferredLifetime: seconds(1000) };
    advertise(bench, {
      ...{ maxRtrAdvInterval: seconds(4), minRtrAdvInterval: seconds(3) },
      advPrefixList: [{ ...old, validDecrements: true, preferredDecrements: true }],
    });
    bench.advance(seconds(95));
    give(bench, { operations: [operation('addOperation', NEAR_SUBNET, [{ ...toNew, decrementPreferred: true }])] });
    bench.advance(seconds(50));
    const [before, after] = advertised(bench).map((text) => text.split(' ')[1]?.split('/').map(Number));
    expect(before?.[0]).to.be.within(849, 856);
    expect(after?.[0]).to.equal(600);
    expect(after?.[1]).to.be.within(250, 257);
  });

  it('configures an interface that does not advertise', () => {
    const bench = renumberedBench();
    give(bench, { operations: [operation('changeOperation', FAR_SUBNET, [toNew])] });
    expect(addressesOf(bench, 1)).to.deep.equal(['2001:db8:ffff:b:0:ff:fe00:10a']);
  });

  it('leaves interfaces that are shut down alone unless A is set', () => {
    const bench = renumberedBench();
    order(bench, { kind: 'interface-down', link: 'link1' });
    const operations = [operation('changeOperation', FAR_SUBNET, [toNew])];
    give(bench, { operations });
    expect(resultsOf(bench)[0]?.matchReports).to.deep.equal([]);
    give(bench, { operations, allInterfaces: true });
    expect(resultsOf(bench)[0]?.matchReports).to.have.length(1);
    order(bench, { kind: 'interface-up', link: 'link1' });
    bench.advance(seconds(3));
    expect(addressesOf(bench, 1)).to.deep.equal(['2001:db8:ffff:b:0:ff:fe00:10a']);
  });

  it('simulates a Test command', () => {
    const bench = renumberedBench();
    const operations = [operation('changeOperation', NEAR_SUBNET, [toNew]), operation('addOperation', NEW)];
    give(bench, { test: true, operations });
    expect(resultsOf(bench)[0]).to.deep.include({ test: true, processedPreviously: false });
    expect(resultsOf(bench)[0]?.matchReports.map(({ matchedPrefix }) => formatAddress(matchedPrefix))).to.deep.equal([
      '2001:db8:0:a::',
      '2001:db8:ffff:a::',
    ]);
    expect(addressesOf(bench)).to.deep.equal([formatAddress(NEAR)]);
    give(bench, { test: true, resultRequested: false, operations });
    expect(resultsOf(bench)).to.have.length(0);
  });

  it('reports each operation out of bounds once, and performs the others', () => {
    const bench = renumberedBench();
    const fine = operation('addOperation', NEAR_SUBNET);
    give(bench, {
      operations: [
        { ...fine, ordinal: 7, matchLen: 129 },
        { opCode: 9, ordinal: 8, body: new Uint8Array(20) },
        { ...fine, ordinal: 9 },
      ],
    });
    expect(
      resultsOf(bench)[0]?.matchReports.map(({ ordinal, outOfBounds, interfaceIndex }) => [ordinal, outOfBounds, interfaceIndex]),
    ).to.deep.equal([
      [7, true, 0],
      [8, true, 0],
      [9, false, 1],
    ]);
  });

  for (const opLength of [0, 7])
    it(`reports an operation whose OpLength of ${opLength} leads out of the Command`, () => {
      const bench = renumberedBench();
      const fine = operation('addOperation', NEAR_SUBNET);
      give(bench, { operations: [fine, { ...fine, ordinal: 6, opLength }] });
      expect(resultsOf(bench)[0]?.matchReports.map(({ ordinal, outOfBounds }) => [ordinal, outOfBounds])).to.deep.equal([
        [6, true],
        [1, false],
      ]);
    });

  it('reports nothing for octets that are too few for an Ordinal', () => {
    const bench = renumberedBench();
    const message = routerRenumberingCommand({
      sequenceNumber: ++sequence,
      resultRequested: true,
      operations: [operation('addOperation', NEAR_SUBNET)],
    });
    put(bench, [cut(message, 18)]);
    expect(resultsOf(bench)[0]?.matchReports).to.deep.equal([]);
    expect(bench.discarded('renumbering-operation-bounds')).to.equal(1);
  });

  it('answers from the address that was asked, as long as that is left', () => {
    const bench = renumberedBench();
    const sourceOfResult = () =>
      formatAddress(layer(bench.heard.find(({ decoded }) => layer(decoded, RouterRenumberingResult))!.decoded, Ipv6)!.source);
    give(bench, {}, FAR_SIDE);
    expect(sourceOfResult()).to.equal(formatAddress(FAR_SIDE));
    give(bench, { operations: [operation('changeOperation', NEAR_SUBNET, [{ useLen: 64, usePrefix: NEW }])] }, NEAR);
    expect(addressesOf(bench), 'it is tentative').to.have.length(1);
    expect(sourceOfResult()).not.to.equal(formatAddress(NEAR));
  });

  it('cuts a Result that does not fit the link to the minimum MTU', () => {
    const bench = renumberedBench();
    give(bench, {
      operations: Array.from({ length: 59 }, () => operation('addOperation', address('2001:db8::'))).map((one) => ({
        ...one,
        matchLen: 32,
      })),
    });
    const sizes = bench.heard.filter(({ decoded }) => layer(decoded, Fragment)).map(({ octets }) => octets.length - 14);
    expect(sizes[0]).to.be.within(1273, 1280);
    expect(sizes).to.have.length(3);
  });

  it('sends no Result to the unspecified address', () => {
    const bench = renumberedBench();
    bench.send(NEAR, [
      ipv6({ source: address('::'), destination: NEAR }),
      routerRenumberingCommand({ sequenceNumber: ++sequence, resultRequested: true }),
    ]);
    expect(bench.discarded('renumbering-source')).to.equal(1);
    expect(bench.node.recordedSequenceNumber()).to.equal(sequence);
  });

  it('is not for the subnet-router anycast address', () => {
    const bench = renumberedBench();
    give(bench, {}, NEAR_SUBNET);
    expect(bench.discarded('renumbering-destination')).to.equal(1);
  });

  it('forgets everything at a Sequence Number Reset', () => {
    const bench = renumberedBench();
    give(bench, { sequenceNumber: 1000 });
    put(bench, [sequenceNumberReset({ sequenceNumber: 1000, segmentNumber: 1, resultRequested: true })]);
    expect(resultsOf(bench)[0]).to.deep.include({ code: 1, sequenceNumber: 1000, segmentNumber: 1, processedPreviously: false });
    expect(bench.node.recordedSequenceNumber()).to.equal(0);
    give(bench, { sequenceNumber: 1 });
    expect(resultsOf(bench)[0]?.processedPreviously).to.equal(false);
  });

  it('adds no more prefixes than the limit, and counts the rest', () => {
    const bench = renumberedBench({ constants: { LINK_MTU: 1500, RENUMBERED_PREFIX_LIMIT: 3 } });
    const many = Array.from({ length: 5 }, (_, i) => ({ ...toNew, usePrefix: address(`2001:db8:${i + 1}::`) }));
    give(bench, { operations: [operation('addOperation', NEAR_SUBNET, many)] });
    expect(bench.node.counters().get('renumbering.prefixes-refused')).to.equal(3);
  });
});
