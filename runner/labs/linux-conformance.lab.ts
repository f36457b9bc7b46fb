import { formatDuration } from '../../reference/time.js';
import { conformanceLab } from './conformance-lab.js';
import { documentedDeviations } from './documented-deviations.js';
import { linuxSample } from './linux-sample.js';
import { LONG } from './sample.js';

/** The kernel of this machine in each part that it can play; the Router Advertisements of radvd have a lab of their own. */
for (const [role, device] of [
  ['host', 'linux'],
  ['router', 'linux-router'],
] as const)
  conformanceLab({
    title: `lab: conformance of the Linux kernel as a ${role}`,
    device,
    role,
    needs: ['root', 'ip', 'ethtool', 'cap', 'ping'],
    async choose() {
      const { selectors, count, all } = await linuxSample(role, documentedDeviations(device));
      const about = `${count} of ${all} tests: all that wait less than ${formatDuration(LONG)}, of the others every fourth of a subject and what is documented`;
      return { selectors, count, about };
    },
  });
