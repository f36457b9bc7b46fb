import { minutes } from '../../reference/time.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { has, isDetection } from '../icmpv6/rewriters.js';
import { configure, deaf, fault, faults, rewrite } from '../kit/faults.js';

const onlyMarks = fault('only marks the address as a duplicate', configure({ features: { disableOnDuplicate: false } }));

/** A minute after each solicitation of a detection there is another one. */
const tryingAgain = rewrite('out', () => (octets) => {
  const tests = has(decodeFrame(octets), 'neighborSolicitation.target') && isDetection(octets);
  return [{ octets }, ...(tests ? [{ octets, delay: minutes(1) }] : [])];
});

faults('nd.dad', {
  'link-local-disables-ip': onlyMarks,
  'link-local-disables-interface-mac': onlyMarks,
  'link-local-disables-interface-opaque': [
    onlyMarks,
    fault('tries another identifier', configure({ features: { retryIdentifiers: true } })),
  ],
  'before-own-ns': fault('does not hear another node test its address', deaf('neighborSolicitation', isDetection)),
  'recovery-by-hand': fault('tries a duplicate address again by itself', tryingAgain),
});
