import { configure, fault, faults, suppress } from '../kit/faults.js';

faults('address-selection.zones', {
  'none-named': fault(
    'takes the packet and sends it nowhere',
    configure({ defaultInterface: 'link0' }),
    suppress('neighborSolicitation'),
    suppress('echoRequest'),
  ),
});
