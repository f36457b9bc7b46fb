import { writeClassicCapture } from './classic-capture.js'; import { mixedTraffic } from './traffic.js';
const t = Date.now(); writeClassicCapture('/tmp/jdg/mixed.pcap', mixedTraffic(Number(process.argv[2]))); console.log(Date.now() - t, 'ms');
