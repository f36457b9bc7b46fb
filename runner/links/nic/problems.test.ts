import { expect } from 'chai';
import { describeLinkLoss, describeStart } from './problems.js';

describe('what is said about a NIC that cannot be opened', () => {
  const place = { interface: 'eth1' };

  it('names the package to install when the module is missing, and what works without', () => {
    const problem = describeStart(place, { kind: 'module-missing', detail: "Cannot find package 'cap' imported from /a/b.ts" }, '');
    expect(problem.kind).to.equal('module-missing');
    expect(problem.detail)
      .to.match(/\(Cannot find package 'cap'\)/)
      .and.to.match(/apt-get install libpcap-dev, then npm install again, or npm rebuild cap/)
      .and.to.match(/judge, decode, replay/);
  });

  it('tells what to type when rights are missing, be it libpcap that says so or ip', () => {
    for (const problem of [
      describeStart(place, { kind: 'no-permission', detail: 'socket: Operation not permitted' }, ''),
      describeStart(place, undefined, 'setting the network namespace "x" failed: Operation not permitted'),
    ]) {
      expect(problem.kind).to.equal('no-permission');
      expect(problem.detail).to.match(/sudo/);
    }
  });

  it('tells a NIC that went down from a process that ended', () => {
    expect(describeLinkLoss({ interface: 'link0', namespace: 'x' }, 'SIGABRT', '').detail).to.equal(
      'link0 in namespace x went down or was removed',
    );
    expect(describeLinkLoss(place, 'SIGKILL', '').detail).to.equal('the capture process of eth1 ended: SIGKILL');
  });
});
