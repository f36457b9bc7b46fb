import { anotherProtocol, each, keyWords, notOnTheWire, notTheDevice, type Reasons } from './kinds.js';

const querier = (what: string) => anotherProtocol('the router part of Multicast Listener Discovery', what);

/** Multicast Listener Discovery; what listeners do is in the ledger. */
export const multicastListenerReasons: Readonly<Record<number, Reasons>> = {
  2710: {
    '1': keyWords,
    '6': querier('what a router does with reports and queries'),
    '7': notTheDevice('asks operators to configure all routers of a link alike'),
    ...each(querier('a variable of routers'), '7.1', '7.4', '7.5'),
  },
  3590: { '2': keyWords },
  3810: {
    '1': keyWords,
    '3': notOnTheWire('the error that a program gets for too many sources'),
    '5.2.2': querier('who receives reports verifies their checksum'),
    '7': querier('the addresses that a router listens to'),
    '7.6.2': querier('where queries come from; listeners discard the others, which section 5.1.14 says'),
    '8.3.1': querier('routers beside one of version 1'),
    '8.3.2': querier('routers beside listeners of version 1'),
    '9': notTheDevice('asks operators to configure all nodes of a link alike'),
    ...each(querier('a variable of routers'), '9.4', '9.5', '9.13', '9.14.2'),
  },
};
