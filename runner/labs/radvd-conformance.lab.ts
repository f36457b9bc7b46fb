import type { ActionKind } from '../../suites/kit/action.js';
import { LINUX_ACTIONS } from '../adapters/linux-device.js';
import { loadTests } from '../run/suites.js';
import { conformanceLab } from './conformance-lab.js';

conformanceLab({
  title: 'lab: conformance of a router that advertises through radvd',
  device: 'radvd',
  role: 'router',
  needs: ['root', 'ip', 'ethtool', 'cap', 'ping', 'radvd'],
  async choose() {
    // What needs a virtual clock, or something else that Linux has not, would only be skipped.
    const isAnswered = (actions: readonly ActionKind[]): boolean =>
      actions.includes('advertise') && actions.every((action) => LINUX_ACTIONS.has(action));
    const tests = (await loadTests()).filter(({ actions = [], lasts }) => isAnswered(actions) && lasts === undefined);
    return {
      selectors: tests.map(({ id }) => id),
      count: tests.length,
      about: `${tests.length} tests of a router that is told to advertise`,
    };
  },
});
