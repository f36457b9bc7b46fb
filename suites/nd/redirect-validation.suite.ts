import '../ledger/ledger.js';
import { ALL_NODES, address, type Address } from '../../reference/net/address.js';
import { prefixContains } from '../../reference/net/prefix.js';
import { seconds } from '../../reference/time.js';
import { frame, type FrameDraft } from '../../reference/wire/frame.js';
import { ipv6 } from '../../reference/wire/ipv6.js';
import {
  mtu,
  prefixInformation,
  sourceLinkLayerAddress,
  targetLinkLayerAddress,
  type NdOptionDraft,
} from '../../reference/wire/nd-options.js';
import { redirect, type RedirectDraft } from '../../reference/wire/nd.js';
import { errorTo } from '../icmpv6/questions.js';
import { conformance, suite } from '../kit/conformance.js';
import { satisfies } from '../kit/match.js';
import type { Sent, TestContext } from '../kit/test-context.js';
import { oneLink } from '../kit/testbed.js';
import { ANSWER_TIME } from './constants.js';
import { flawInWords } from './flaws-in-words.js';
import { broken, fragmented, unrecognizedOption, type MessageParts } from './invalid-messages.js';
import { solicitationFor } from './messages.js';
import { prime, type PrimedNeighbor } from './neighbor-states.js';
import { becomeFirstHop, expectThrough, type FirstHop } from './routers.js';
import { expectState } from './state-proof.js';

interface Scene {
  readonly hop: FirstHop;
  /** The better first hop. */
  readonly target: PrimedNeighbor;
}

/** A redirect of the remote address to the target, that the device must believe. */
function redirectOf({ hop, target }: Scene): MessageParts<RedirectDraft> {
  return {
    header: { source: hop.router.linkLocal, destination: hop.device },
    fields: { target: target.address, destination: hop.remote, options: [targetLinkLayerAddress(target.other)] },
    layer: redirect,
  };
}

type Draft = (scene: Scene) => FrameDraft;
const changed =
  (change: (scene: Scene) => { source?: Address; fields?: RedirectDraft }): Draft =>
  (scene) => {
    const { header, fields, layer } = redirectOf(scene);
    const { source, fields: others } = change(scene);
    return frame(ipv6({ ...header, ...(source && { source }) }), layer({ ...fields, ...others }));
  };

const invalid: Readonly<Record<string, Draft>> = {
  hoplimit: (scene) => broken(redirectOf(scene), 'hop-limit', { shortened: 32 }),
  checksum: (scene) => broken(redirectOf(scene), 'checksum', { shortened: 32 }),
  code: (scene) => broken(redirectOf(scene), 'code', { shortened: 32 }),
  length: (scene) => broken(redirectOf(scene), 'length', { shortened: 32 }),
  optlen0: (scene) => broken(redirectOf(scene), 'option-length', { shortened: 32 }),
  'src-global': changed(({ hop }) => ({ source: hop.router.address })),
  'src-not-firsthop': changed(({ target }) => ({ source: target.node.linkLocal })),
  'dst-mcast': changed(() => ({ fields: { destination: ALL_NODES } })),
  'target-mcast': changed(() => ({ fields: { target: ALL_NODES } })),
};

/** Only about the path of packets: a global target that is not the destination has no entry of its own to protect. */
const invalidTargets: Readonly<Record<string, Draft>> = {
  'target-global-other': changed(({ target }) => ({ fields: { target: target.node.address } })),
};

suite('Redirects that must be discarded', () => {
  for (const [name, draft] of Object.entries({ ...invalid, ...invalidTargets }))
    conformance({
      id: `nd.redirect-invalid.${name}`,
      title: `a Redirect ${flawInWords(name)} does not change the first hop of packets, and its target stays unknown`,
      requirement: `redirect-invalid-${name}`,
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const target = await prime(t, 'none');
        await t.send('invalid Redirect', draft({ hop, target }), { from: hop.router });
        await expectThrough(t, hop, hop.router.linkLayerAddress);
        await expectState(t, target, { state: 'none', linkLayer: target.cached });
      },
    });

  for (const [name, draft] of Object.entries(invalid))
    conformance({
      id: `nd.redirect-invalid.cache-${name}`,
      title: `a Redirect ${flawInWords(name)} leaves the entry of its target alone`,
      requirement: `redirect-invalid-nc-${name}`,
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const target = await prime(t, 'stale');
        await t.send('invalid Redirect', draft({ hop, target }), { from: hop.router });
        await expectState(t, target, { state: 'stale', linkLayer: target.cached });
      },
    });

  for (const [name, draft] of Object.entries(invalid))
    conformance({
      id: `nd.redirect-invalid.error-${name}`,
      title: `a Redirect ${flawInWords(name)} is not answered with an ICMPv6 error`,
      requirement: 'noerr-redirect-input',
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const target = await prime(t, 'none');
        t.handBack('neighbor-discovery', target.node);
        const sent = await t.send('invalid Redirect', draft({ hop, target }), { from: hop.router });
        const errors = [hop.router.linkLocal, hop.router.address, target.address].map(errorTo);
        await t.expectNone('an ICMPv6 error', errors, { since: sent, for: ANSWER_TIME });
      },
    });

  for (const pieces of [1, 2] as const)
    conformance({
      id: `nd.redirect-fragmented.${pieces === 1 ? 'atomic' : 'two-fragments'}`,
      title: `a Redirect in ${pieces === 1 ? 'an atomic fragment' : 'two fragments'} is ignored`,
      requirement: 'redirect-frag',
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const target = await prime(t, 'stale');
        for (const draft of fragmented(redirectOf({ hop, target }), pieces, t.random.uint32()))
          await t.send('fragment', draft, { from: hop.router });
        await expectThrough(t, hop, hop.router.linkLayerAddress);
        await expectState(t, target, { state: 'stale', linkLayer: target.cached });
      },
    });
});

const beside =
  (option: (scene: Scene) => NdOptionDraft): Draft =>
  (scene) =>
    changed(() => ({ fields: { options: [option(scene), targetLinkLayerAddress(scene.target.other)] } }))(scene);

/** A prefix that nothing else in the test uses. */
const otherPrefix = { address: address('2001:db8:5a5a:5a5a::'), length: 64 };

const oddities: Readonly<
  Record<string, { requirement: string; what: string; draft: Draft; after?: (t: TestContext, sent: Sent) => Promise<void> }>
> = {
  reserved: {
    requirement: 'redirect-reserved-ignored',
    what: 'all Reserved bits set',
    draft: changed(() => ({ fields: { reserved: 0xffff_ffff } })),
  },
  'unknown-option': { requirement: 'redirect-unknown-option', what: 'an unknown option', draft: beside(() => unrecognizedOption) },
  'mtu-option': { requirement: 'redirect-wrong-option-mtu', what: 'an MTU option', draft: beside(() => mtu(1280)) },
  'prefix-option': {
    requirement: 'redirect-wrong-option-pio',
    what: 'Prefix Information',
    draft: beside(() => prefixInformation({ prefix: otherPrefix.address, validLifetime: 60, preferredLifetime: 60 })),
    after: (t, sent) => {
      const inPrefix = satisfies<Uint8Array>('in the prefix of the Redirect', (target) => prefixContains(otherPrefix, target));
      return t.expectNone(
        'Duplicate Address Detection in that prefix',
        { 'neighborSolicitation.target': inPrefix },
        { since: sent, for: seconds(2) },
      );
    },
  },
  'slla-option': {
    requirement: 'redirect-wrong-option-slla',
    what: 'a Source Link-Layer Address',
    draft: beside(({ hop }) => sourceLinkLayerAddress(hop.router.linkLayerAddress)),
  },
  'target-off-prefix': {
    requirement: 'redirect-target-off-prefix',
    what: 'a target outside every known prefix',
    draft: changed(({ hop }) => ({ fields: { target: hop.remote } })),
  },
};

suite('Redirects whose oddities are ignored', () => {
  for (const [name, { requirement, what, draft, after }] of Object.entries(oddities))
    conformance({
      id: `nd.redirect-valid.${name}`,
      title: `a Redirect with ${what} takes effect like any other`,
      requirement,
      role: 'host',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const hop = await becomeFirstHop(t);
        const target = await prime(t, 'none');
        const sent = await t.send('odd Redirect', draft({ hop, target }), { from: hop.router });
        await expectThrough(t, hop, target.other);
        await after?.(t, sent);
        if (name !== 'target-off-prefix')
          await t.expectNone('resolution of the target', solicitationFor(target.address), { since: sent, for: ANSWER_TIME });
      },
    });
});
