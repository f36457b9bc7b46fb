import { edit } from '../../reference/wire/edit.js';
import { fault, faults, rewrite, type Fault } from '../kit/faults.js';

/** A device that takes another Router Lifetime than it hears. */
const misreading = (title: string, change: (inSeconds: number) => number): Fault =>
  fault(
    title,
    rewrite('in', () => (octets) => [
      { octets: edit(octets, 'routerAdvertisement.routerLifetime', (value) => change(value as number)) ?? octets },
    ]),
  );

const takesZero = misreading('takes a router with Router Lifetime 0 for a default router', (lifetime) => lifetime || 1800);

faults('nd.default-router', {
  'never-added': takesZero,
  shortened: misreading('never shortens a Router Lifetime', (lifetime) => Math.max(lifetime, 1800)),
});

faults('nd.router-preference', { 'zero-lifetime': takesZero });
