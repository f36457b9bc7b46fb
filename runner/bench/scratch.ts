import { openCapture } from '../links/capture/capture-source.js';
import { decodeFrame } from '../../reference/wire/frame.js';
import { rules } from '../../suites/rules.js';
import { observeSource } from '../judge/engine.js';
const F = '/tmp/jdg/mixed.pcap';
const best = new Map<string, number>();
const cpu = async (name: string, f: () => Promise<unknown>) => { const t = process.cpuUsage(); await f(); const u = process.cpuUsage(t); best.set(name, Math.min(best.get(name) ?? 1e9, (u.user + u.system) / 1e3)); };
for (let i = 0; i < 6; i++) {
  await cpu('read', async () => { let n = 0; for await (const b of openCapture(F).batches()) n += b.length; });
  await cpu('decode', async () => { let n = 0; for await (const b of openCapture(F).batches()) for (const f of b) n += decodeFrame(f.octets, f.linkType).layers.length; });
  await cpu('none', () => observeSource(openCapture(F), []));
  await cpu('frame rules', () => observeSource(openCapture(F), rules.filter((r) => !('rules' in r))));
  await cpu('all', () => observeSource(openCapture(F), rules));
  if (process.argv[2]) for (const r of rules.filter((r) => 'rules' in r)) await cpu(Object.keys((r as any).rules).join(), () => observeSource(openCapture(F), [r]));
}
for (const [n, ms] of best) console.log(ms.toFixed(0).padStart(6), n);
