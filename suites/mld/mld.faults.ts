import { ALL_NODES } from '../../reference/net/address.js';
import { mishearing } from '../icmpv6/rewriters.js';
import { edit, fault, faults } from '../kit/faults.js';
import { FIRST_GROUP, INTERFACE_LOCAL_GROUP, SECOND_GROUP } from './listener.js';

const FIRST_RECORD = 'multicastListenerReport2.records[0].multicastAddress';
const withLastOctet = (group: Uint8Array, octet: number): Uint8Array => Uint8Array.of(...group.subarray(0, -1), octet);

faults('mld.never-reported', {
  'all-nodes': fault(
    'reports all nodes',
    edit(FIRST_RECORD, () => ALL_NODES),
  ),
  'interface-local': fault(
    'reports a group of the interface',
    edit(FIRST_RECORD, () => INTERFACE_LOCAL_GROUP),
  ),
});

faults('mld.change', {
  'nothing-else': [
    fault(
      'ends a report with octets that belong to no record',
      edit<readonly unknown[]>('multicastListenerReport2.records', (records) => [...records, records[0]]),
      edit<number>('multicastListenerReport2.numberOfRecords', (count) => count - 1),
    ),
    fault(
      'has auxiliary data in a record',
      edit('multicastListenerReport2.records[0].auxData', () => new Uint8Array(4)),
    ),
  ],
});

faults('mld.query', {
  'other-group': fault(
    'answers for a group that was left in place of the one that it listens to',
    mishearing<Uint8Array>('multicastListenerQuery2.multicastAddress', (group) =>
      group.at(-1) === SECOND_GROUP ? withLastOctet(group, FIRST_GROUP) : group,
    ),
    edit<Uint8Array>(FIRST_RECORD, (group) => (group.at(-1) === FIRST_GROUP ? withLastOctet(group, SECOND_GROUP) : group)),
  ),
});

const heedlessOfSources = fault(
  'answers a query about sources like one about the group',
  mishearing('multicastListenerQuery2.sources', () => []),
);

faults('mld.answer', { 'sources-not-included': heedlessOfSources, 'sources-excluded': heedlessOfSources });
