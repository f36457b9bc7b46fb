import { anotherProtocol, each, keyWords, listsChanges, openRule, type Reasons } from './kinds.js';

const mobile = (what: string, ...sections: readonly string[]): Reasons => each(anotherProtocol('Mobile IPv6', what), ...sections);

/** Mobile IPv6; what a node without it makes of its options and headers is in the ledger. */
export const mobilityReasons: Readonly<Record<number, Reasons>> = {
  6275: {
    '3': keyWords,
    B: listsChanges,
    ...mobile('the addresses of a mobile node', '4.6'),
    ...mobile('how binding messages and prefixes are protected', '5.1', '5.2.6', '5.4', '5.5', '15.3'),
    ...mobile('keys and nonces of the return routability procedure', '5.2.1', '5.2.2', '5.2.7', '5.2.9'),
    ...mobile('its messages', '6.1', '6.1.1', '6.1.2', '6.1.3', '6.1.4', '6.1.5', '6.1.6', '6.1.7', '6.1.8', '6.1.9'),
    ...mobile('the options of its messages', '6.2', '6.2.1', '6.2.3', '6.2.4'),
    ...mobile('the Routing header of type 2 as a mobile node takes it', '6.4.1'),
    ...mobile('its messages of ICMPv6', '6.5', '6.6', '6.7', '6.8'),
    ...mobile('what a home agent advertises', '7.2', '7.4'),
    '7.3': openRule('the Advertisement Interval option of a router that sends one; no rule reads it'),
    '7.5': openRule('how fast a router may advertise once it is set to do so; the bench has no action for that'),
    '8.3': openRule(
      'asks every router to be able to advertise its interval, its own address (flag R) and faster; the bench has no action that switches these on',
    ),
    ...mobile('what is asked of correspondent nodes', '8.2', '9.1', '9.3.2', '9.3.4', '9.4.1', '9.4.2'),
    ...mobile('the bindings of correspondent nodes', '9.5.1', '9.5.2', '9.5.3', '9.5.4', '9.5.5', '9.6'),
    ...mobile('what is asked of home agents', '8.4', '10.1', '10.2', '10.5.1', '13'),
    ...mobile('the bindings of home agents', '10.3.1', '10.3.2'),
    ...mobile('packets that a home agent takes and sends on', '10.4.1', '10.4.2', '10.4.3', '10.4.5', '10.4.6'),
    ...mobile('prefixes that a home agent tells mobile nodes', '10.6.2', '10.6.3', '10.6.4'),
    ...mobile('what is asked of mobile nodes', '8.5', '11.1', '11.2', '11.8'),
    ...mobile('packets of mobile nodes', '11.3.1', '11.3.2', '11.3.3', '11.3.4', '11.3.5', '11.3.6'),
    ...mobile('how a mobile node finds its home agent and its prefixes', '11.4.1', '11.4.2', '11.4.3'),
    ...mobile('how a mobile node moves and comes home', '11.5.3', '11.5.4', '11.5.5'),
    ...mobile('how a mobile node shows that it can be reached', '11.6.1', '11.6.2', '11.6.3'),
    ...mobile('the bindings of mobile nodes', '11.7.1', '11.7.2', '11.7.3', '11.7.4'),
  },
};
