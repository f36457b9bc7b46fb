import { mishearing } from '../icmpv6/rewriters.js';
import { fault, faults, type Fault } from '../kit/faults.js';

/** A device that takes another Router Lifetime than it hears. */
const misreading = (title: string, change: (inSeconds: number) => number): Fault =>
  fault(title, mishearing('routerAdvertisement.routerLifetime', change));

const takesZero = misreading('takes a router with Router Lifetime 0 for a default router', (lifetime) => lifetime || 1800);

faults('nd.default-router', {
  'never-added': takesZero,
  shortened: misreading('never shortens a Router Lifetime', (lifetime) => Math.max(lifetime, 1800)),
});

faults('nd.router-preference', { 'zero-lifetime': takesZero });
