import { conformanceLab } from './conformance-lab.js';
import { linuxSample } from './linux-sample.js';

conformanceLab({
  title: 'lab: conformance of the Linux kernel as a host',
  device: 'linux',
  role: 'host',
  needs: ['root', 'ip', 'ethtool', 'cap', 'ping'],
  async choose() {
    const { selectors, count, all } = await linuxSample();
    const about = `${count} of ${all} tests: all that wait less than 6 s, of the others every fourth of a subject and what is documented`;
    return { selectors, count, about };
  },
});
