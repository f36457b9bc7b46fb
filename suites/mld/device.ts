import { isLinkLocal } from '../../reference/net/address.js';
import { milliseconds } from '../../reference/time.js';
import type { TestContext } from '../kit/test-context.js';

const POLLS = 50;

/** The device has a link-local address that it may use, and `dut` knows it. */
export const awaitLinkLocal = (t: TestContext): Promise<boolean> =>
  t.given('the device has its link-local address', async () => {
    for (let poll = 0; poll < POLLS; poll++) {
      const { addresses } = await t.state();
      if (addresses.some(({ address, state }) => isLinkLocal(address) && state === 'preferred')) return true;
      await t.elapse(milliseconds(100));
    }
    return false;
  });
