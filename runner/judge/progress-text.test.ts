import { expect } from 'chai';
import { progressText } from './progress-text.js';

describe('progressText', () => {
  it('tells how much of a file is read, in units that stay short', () => {
    expect(progressText('ring.pcap', 1_200_000, { octets: 310_000_000, of: 2_100_000_000 })).to.equal(
      'ring.pcap: 1,200,000 frames, 310 MB of 2.1 GB, 14 %',
    );
    expect(progressText('a', 1, { octets: 24, of: 999_600 })).to.equal('a: 1 frame, 24 octets of 1.0 MB, 0 %');
    expect(progressText('a', 7, { octets: 45_123, of: 45_123 })).to.equal('a: 7 frames, 45 kB of 45 kB, 100 %');
  });

  it('does not guess the end of standard input, nor more than all of a file that grows', () => {
    expect(progressText('-', 12, { octets: 99_700, of: undefined })).to.equal('-: 12 frames, 100 kB');
    expect(progressText('grows', 12, { octets: 5_000, of: 2_000 })).to.match(/, 100 %$/);
  });
});
