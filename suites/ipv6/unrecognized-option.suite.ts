import '../ledger/ledger.js';
import { ALL_NODES } from '../../reference/net/address.js';
import { destinationOptions, hopByHop } from '../../reference/wire/extension-headers.js';
import { unknownIpv6Option } from '../../reference/wire/ipv6-options.js';
import { conformance, suite } from '../kit/conformance.js';
import { oneLink } from '../kit/testbed.js';
import { expectOutcome, outcomeInWords, UNRECOGNIZED_OPTION, type Outcome } from './outcomes.js';
import { echoBehind, globalEnds, linkLocalEnds } from './probes.js';

/** RFC 8200 section 4.2: what the two highest bits of an option's type ask for. The types are assigned to nothing. */
const actions = {
  '00': { types: [0x1b, 0x3b], unicast: 'reply', multicast: 'reply' },
  '01': { types: [0x5b, 0x7b], unicast: 'silence', multicast: 'silence' },
  '10': { types: [0x9b, 0xbb], unicast: 'report', multicast: 'report' },
  '11': { types: [0xdb, 0xfb], unicast: 'report', multicast: 'silence' },
} as const;

const headers = {
  hbh: { title: 'Hop-by-Hop', layer: 'hopByHop', build: hopByHop },
  dst: { title: 'Destination', layer: 'destinationOptions', build: destinationOptions },
} as const;

const CHANGES_EN_ROUTE = 0x20;

suite('Options that the device does not recognise', () => {
  for (const [header, { title, layer, build }] of Object.entries(headers))
    for (const [bits, { types, ...wanted }] of Object.entries(actions))
      for (const to of ['unicast', 'multicast'] as const)
        for (const type of types) {
          const outcome: Outcome = wanted[to] === 'report' ? { code: UNRECOGNIZED_OPTION, at: `${layer}.options[0].type` } : wanted[to];
          const changes = (type & CHANGES_EN_ROUTE) !== 0;
          conformance({
            id: `ipv6.option-unrecognized.${header}-${bits}-${to}${changes ? '-changing' : ''}`,
            title: `${title} option 0x${type.toString(16).padStart(2, '0')}${changes ? ', which can change en route,' : ''} to ${to}: ${outcomeInWords(outcome)}`,
            requirement: `opt-${header}-unrec-${bits}-${to}`,
            role: 'node',
            testbed: oneLink,
            async run(t) {
              const ends = linkLocalEnds(t);
              const options = [unknownIpv6Option(type, t.random.octets(4))];
              const probe = echoBehind(t, to === 'unicast' ? ends : { ...ends, destination: ALL_NODES }, [build({ options })]);
              await expectOutcome(t, 'Echo Request with the option', probe, outcome);
            },
          });
        }

  for (const [header, { title, layer, build }] of Object.entries(headers))
    conformance({
      id: `ipv6.option-unrecognized.${header}-global`,
      title: `${title} option 0x9b to a global address: Parameter Problem code 2`,
      requirement: 'err-param-2',
      role: 'node',
      testbed: oneLink,
      actions: ['add-address'],
      async run(t) {
        const probe = echoBehind(t, await globalEnds(t), [build({ options: [unknownIpv6Option(0x9b, t.random.octets(4))] })]);
        await expectOutcome(t, 'Echo Request with the option', probe, { code: UNRECOGNIZED_OPTION, at: `${layer}.options[0].type` });
      },
    });
});
