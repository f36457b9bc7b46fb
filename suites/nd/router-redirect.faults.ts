import { concat } from '../../reference/net/octets.js';
import { edit, fault, faults } from '../kit/faults.js';

const quotesMore = fault(
  'quotes 64 octets more than fit',
  edit('redirect.options.redirectedHeader.packet', (packet: Uint8Array) => concat(packet, new Uint8Array(64))),
);

faults('nd.router-redirect', { 'size-neighbor': quotesMore, 'size-router': quotesMore });
