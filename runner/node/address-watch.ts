import { addressKey, isLinkLocal, isLoopback, type Address } from '../../reference/net/address.js';
import type { InterfaceView, Node } from '../../reference/node.js';

export interface AddressListener {
  /** An address that other nodes may use now; once each time that it becomes usable. */
  usable(address: Address, link: string): void;
  /** Every address that the node began with is usable. */
  ready(): void;
  /** IPv6 was disabled on an interface; once. */
  disabled(link: string): void;
}

/** Looks at a node again and again and tells what has become of its addresses. `isGone` is true of interfaces without a link. */
export function watchAddresses(listener: AddressListener, isGone: (link: string) => boolean): (node: Node) => void {
  let known = new Set<string>();
  const disabled = new Set<string>();
  let isReady = false;

  const look = (view: InterfaceView): readonly string[] =>
    usableAddresses(view).map((address) => {
      const key = `${view.name} ${addressKey(address)}`;
      if (!known.has(key)) listener.usable(address, view.name);
      return key;
    });

  return (node) => {
    const views = node.interfaces();
    known = new Set(views.flatMap(look));
    for (const view of views) {
      if (view.disabled && !disabled.has(view.name)) listener.disabled(view.name);
      if (view.disabled) disabled.add(view.name);
      else disabled.delete(view.name);
    }
    const present = views.filter(({ name, kind, disabled }) => !disabled && kind !== 'loopback' && !isGone(name));
    if (isReady || present.length === 0 || !present.every(isSettled)) return;
    isReady = true;
    listener.ready();
  };
}

/** The anycast address that every router has in each subnet is not one of its own; those of the loopback link are for nobody else. */
const usableAddresses = ({ kind, addresses }: InterfaceView): readonly Address[] =>
  addresses
    .filter(({ state, origin }) => origin !== 'subnet-router' && (state === 'preferred' || state === 'deprecated'))
    .map(({ address }) => address)
    .filter((address) => kind !== 'loopback' || !(isLoopback(address) || isLinkLocal(address)));

const isSettled = (view: InterfaceView): boolean =>
  usableAddresses(view).length > 0 && view.addresses.every(({ state }) => state !== 'tentative' && state !== 'optimistic');
