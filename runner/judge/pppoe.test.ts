import { expect } from 'chai';
import { ALL_NODES, ALL_ROUTERS, solicitedNodeMulticast } from '../../reference/net/address.js';
import { ethernet, pppoeSession, vlanTag } from '../../reference/wire/ethernet.js';
import type { LayerDraft } from '../../reference/wire/frame.js';
import { echoReply, echoRequest } from '../../reference/wire/icmpv6.js';
import { ipv6, type Ipv6Draft } from '../../reference/wire/ipv6.js';
import { linuxCooked } from '../../reference/wire/link-headers.js';
import { neighborAdvertisement, neighborSolicitation, routerAdvertisement, routerSolicitation } from '../../reference/wire/nd.js';
import { mtu } from '../../reference/wire/nd-options.js';
import type { CaptureJudgement } from '../../suites/kit/judgement.js';
import { preparedSource, type PreparedFrame } from './crafted/prepared-source.js';
import { scene, type Actor, type Scene } from './crafted/scene.js';
import { judgeSource } from './judge-captures.js';

const LINUX_COOKED = 113;
const KEEP_ALIVE = 0xc021;

async function judged(frames: readonly PreparedFrame[]): Promise<CaptureJudgement> {
  const outcome = await judgeSource(preparedSource(frames), 'prepared', { complete: false });
  if (!('findings' in outcome)) throw new Error('not judged');
  return outcome;
}

const inSession =
  (s: Scene, sessionId = 7, ...tags: readonly LayerDraft[]) =>
  (atMs: number, from: Actor, to: Actor, header: Ipv6Draft, ...layers: readonly LayerDraft[]): void =>
    s.put(atMs, ethernet({ source: from.mac, destination: to.mac }), ...tags, pppoeSession({ sessionId }), ipv6(header), ...layers);

/** What a client and its access concentrator say to each other: groups are not mapped to link-layer addresses, options have none. */
function usualTalk(s: Scene, { hopLimit }: { readonly hopLimit: number } = { hopLimit: 255 }): void {
  const say = inSession(s);
  const [client, router] = [s.a, s.router];
  say(0, client, router, { source: client.linkLocal, destination: ALL_ROUTERS, hopLimit: 255 }, routerSolicitation({}));
  const advertisement = routerAdvertisement({ options: [mtu(1_492)] });
  say(20, router, client, { source: router.linkLocal, destination: ALL_NODES, hopLimit }, advertisement);
  const asked = { source: router.linkLocal, destination: solicitedNodeMulticast(client.linkLocal), hopLimit: 255 };
  say(40, router, client, asked, neighborSolicitation({ target: client.linkLocal }));
  const answer = neighborAdvertisement({ solicited: true, override: true, target: client.linkLocal });
  say(41, client, router, { source: client.linkLocal, destination: router.linkLocal, hopLimit: 255 }, answer);
  const echo = { identifier: 1, sequence: 1, data: new Uint8Array(8) };
  say(60, client, router, { source: client.linkLocal, destination: router.linkLocal }, echoRequest(echo));
  say(61, router, client, { source: router.linkLocal, destination: client.linkLocal }, echoReply(echo));
}

describe('IPv6 in a session of PPPoE', () => {
  it('is judged as on a link of its own, whose nodes are known by their addresses', async () => {
    const s = scene(1);
    usualTalk(s);
    s.put(70, ethernet({ source: s.a.mac, destination: s.router.mac }), pppoeSession({ protocol: KEEP_ALIVE }));
    const { contents, nodes, findings } = await judged(s.frames);
    expect(contents).to.include({ frames: 7, ipv6: 6, notIpv6: 1 });
    expect(contents.links).to.deep.equal(['PPPoE session 7']);
    expect(nodes.map(({ name, frames }) => [name, frames])).to.deep.equal([
      ['fe80::1:1', 3],
      ['fe80::1:3', 3],
    ]);
    expect(findings.filter(({ verdict }) => verdict === 'fail' || verdict === 'warn')).to.deep.equal([]);
    expect(findings.map(({ requirement }) => requirement)).to.include('rtr-ra-format');
  });

  it('violates what it would on any other link', async () => {
    const s = scene(1);
    usualTalk(s, { hopLimit: 64 });
    const { findings } = await judged(s.frames);
    const failed = findings.filter(({ verdict }) => verdict === 'fail').map(({ node, requirement }) => `${node} ${requirement}`);
    expect(failed).to.deep.equal(['fe80::1:3 rtr-ra-format']);
  });

  it('is told apart by session, by VLAN, and by the two ends', async () => {
    const s = scene(1);
    const header = { source: s.a.linkLocal, destination: ALL_ROUTERS, hopLimit: 255 };
    inSession(s, 7)(0, s.a, s.router, header, routerSolicitation({}));
    inSession(s, 8)(1, s.a, s.router, header, routerSolicitation({}));
    inSession(s, 7, vlanTag({ vlanIdentifier: 5 }))(2, s.a, s.router, header, routerSolicitation({}));
    inSession(s, 7)(3, s.b, s.router, { ...header, source: s.b.linkLocal }, routerSolicitation({}));
    inSession(s, 7)(4, s.router, s.a, { source: s.router.linkLocal, destination: ALL_NODES, hopLimit: 255 }, routerAdvertisement({}));
    const { contents } = await judged(s.frames);
    expect(contents.links).to.deep.equal(['PPPoE session 7', 'PPPoE session 8', 'VLAN 5 PPPoE session 7', 'PPPoE session 7']);
  });

  it('is read in a cooked capture as well', async () => {
    const s = scene(1);
    const header = ipv6({ source: s.a.linkLocal, destination: ALL_ROUTERS, hopLimit: 255 });
    s.put(0, linuxCooked({ address: Uint8Array.from([...s.a.mac, 0, 0]) }), pppoeSession({ sessionId: 9 }), header, routerSolicitation({}));
    const { contents, nodes } = await judged(s.frames.map((one) => ({ ...one, linkType: LINUX_COOKED })));
    expect(contents.links).to.deep.equal(['PPPoE session 9']);
    expect(nodes.map(({ name }) => name)).to.deep.equal(['fe80::1:1']);
  });
});
