import { expect } from 'chai';
import type { TestDetails } from '../../suites/kit/record.js';
import { failing } from '../sample/failing-tests.js';
import { packetViews } from './packet-view.js';

const detailsOf = (id: string): TestDetails => failing.find(({ record }) => record.id === id)?.details ?? expect.fail(`no ${id}`);

describe('packetViews', () => {
  it('shows what was wanted and got in the row of the field, and marks its octets', () => {
    const packet = packetViews(detailsOf('nd.address-resolution.na-hop-limit'), false, undefined)[6];
    const row = packet?.rows.find(({ mark }) => mark === ' wrong');
    expect(row).to.include({ title: 'Hop limit', place: '21+1', wanted: 'wanted 255, got 64' });
    expect(packet?.runs.filter(({ mark }) => mark === 'wrong')).to.deep.equal([{ text: '40', mark: 'wrong' }]);
    expect(packet?.open).to.equal(true);
  });

  it('finds one flag among the bits of an octet, and lists what is not there', () => {
    const packet = packetViews(detailsOf('nd.address-resolution.na-solicited-flag'), false, undefined)[1];
    expect(packet?.rows.filter(({ mark }) => mark === ' wrong').map(({ title }) => title)).to.deep.equal(['Solicited']);
    expect(packet?.missing.map(({ path }) => path)).to.deep.equal(['neighborAdvertisement.options.nonce']);
  });

  it('numbers frames as in the merged capture', () => {
    expect(packetViews(detailsOf('nd.nud.probe-interval'), false, 40).map(({ captureFrame }) => captureFrame)).to.deep.equal([
      40, 41, 42, 43, 44, 45, 46,
    ]);
  });

  it('says where decoding stopped in a packet that was cut', () => {
    const packet = packetViews(detailsOf('icmpv6.echo.hostile-text'), false, undefined)[1];
    expect(packet?.stopped).to.match(/^Decoding stopped at octet \d+ .*octets needed, \d+ left\.$/);
  });

  it('leaves frames whole that no step used, where the test passed', () => {
    const packets = packetViews(detailsOf('nd.address-resolution.na-hop-limit'), true, undefined);
    expect(packets[0]).to.deep.include({ rows: [], octetCount: 110 });
    expect(packets[0]?.runs).to.deep.equal([]);
    expect(packets[5]?.rows).not.to.deep.equal([]);
  });

  it('finds a field that the test named by its family', () => {
    const details = detailsOf('nd.address-resolution.na-hop-limit');
    const steps = details.steps.map((step) =>
      step.closest
        ? { ...step, closest: { frame: 7, differences: [{ path: 'icmpv6.code', wanted: '1', got: '0', octets: [55, 1] as const }] } }
        : step,
    );
    expect(packetViews({ ...details, steps }, false, undefined)[6]?.rows.find(({ mark }) => mark === ' wrong')?.title).to.equal('Code');
  });
});
