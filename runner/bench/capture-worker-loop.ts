import { openCapture } from '../links/capture/capture-source.js';
import { rules } from '../../suites/rules.js';
import { observeSource } from '../judge/engine.js';
for (let i = 0; i < 8; i++) await observeSource(openCapture('/tmp/jdg/mixed.pcap'), rules);
