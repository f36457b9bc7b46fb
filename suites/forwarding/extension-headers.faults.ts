import { Fragment } from '../../reference/wire/extension-headers.js';
import { decodeFrame, layer } from '../../reference/wire/frame.js';
import { edit } from '../../reference/wire/edit.js';
import { fault, faults, rewrite } from '../kit/faults.js';

const outOfHops = rewrite('in', () => (octets) => {
  const isFragment = layer(decodeFrame(octets), Fragment)?.moreFragments === true;
  return [{ octets: (isFragment && edit(octets, 'ipv6.hopLimit', () => 1)) || octets }];
});

faults('forwarding.extension-headers', {
  'incomplete-chain-error': fault('reports a first fragment as if its hops were used up', outOfHops),
});
