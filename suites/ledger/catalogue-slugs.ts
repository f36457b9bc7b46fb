/**
 * The slugs of the requirement catalogue that the ledger was begun from: each must stay in it, so that no requirement gets
 * lost when tables are split or reworded. Slugs that the ledger adds are not listed.
 */
export const catalogueSlugs: readonly string[] = `
  hdr-version-not-6-discard hdr-version-out hdr-tc-nonzero-accepted hdr-tc-reply-sane hdr-tc-forwarded hdr-flow-nonzero-accepted
  hdr-flow-reply hdr-flow-forwarded-unchanged hdr-flow-zero-forwarded hdr-flow-source-uniform hdr-plen-odd hdr-plen-odd-forward
  hdr-plen-even hdr-mss-60 hdr-plen-short-of-frame hdr-plen-exceeds-frame hdr-plen-exceeds-frame-forward hdr-truncated-header
  hdr-nh-none-endnode hdr-nh-none-forward hdr-nh-unrecognised-forward hdr-nh-zero-not-first hdr-hl-zero-endnode hdr-hl-one-endnode
  hdr-link-mtu-accept hdr-hl-decrement hdr-src-unspecified-echo hdr-dst-unspecified-drop hdr-src-loopback-drop hdr-dst-loopback-drop
  hdr-loopback-never-out hdr-v4mapped-src-drop hdr-v4mapped-dst-drop hdr-v4mapped-rthdr-drop hdr-v4compat-src-drop hdr-mcast-scope0-drop
  hdr-mcast-scope-f hdr-mcast-iflocal-from-wire hdr-l2-unicast-l3-mcast hdr-not-mine-host hdr-nested-tunnel-none ext-nh-none-after-ext
  ext-nh-none-after-ext-forward ext-nh-unrecognised ext-nh-unrecognised-second ext-hbh-must-be-first ext-order-hbh-dst-frag-err1
  ext-order-hbh-dst-frag-err2 ext-order-hbh-frag-dst-err1 ext-order-hbh-frag-dst-err2 ext-any-order-accepted ext-order-tx
  ext-dst-before-routing ext-chain-16 ext-chain-massive ext-chain-limit ext-chain-limit-icmp ext-code5-not-endnode ext-uniform-skip
  ext-experimental-253 ext-ah-unknown-sa ext-mobility-cn opt-pad1-hbh opt-padn-hbh opt-pad1-dst opt-padn-dst opt-pad-router-hbh
  opt-padn-nonzero opt-padn-gt7 opt-pad1-gt7 opt-count-limit opt-unknown-disallow opt-exthdr-length-limit opt-type-full-octet opt-pad-tx
  opt-order opt-order-01-first opt-order-10-first opt-order-11-first opt-router-alert-known opt-router-alert-unknown-value
  opt-router-alert-transit opt-router-alert-single opt-home-address-no-binding opt-tel-ignored-endnode opt-hbh-unrec-00-transit
  opt-dst-unrec-00-transit opt-hbh-unrec-01-transit opt-dst-unrec-01-transit opt-hbh-unrec-10-transit opt-dst-unrec-10-transit
  opt-hbh-unrec-11-transit opt-dst-unrec-11-transit ul-checksum-pseudo ul-udp-checksum-zero-rx ul-udp-checksum-zero-log
  ul-udp-checksum-zero-tx ul-tcp-unspecified-src ul-tcp-to-anycast ul-routing-header-final-dst ul-no-route-reversal rh-unrec-sl0
  rh-unrec-slnon0 rh-rh0-sl0 rh-rh0-slnon0-endnode rh-rh0-slnon0-router rh-rh0-transit rh-filter-rh0-only rh-rh0-forward-book
  rh-unrec-intermediate rh-after-hbh-pointer rh-mtu-after-processing rh-type2-not-mn rh-next-scope-smaller rh-type4-not-configured
  rh-anycast-mcast-in-route frag-reassemble-inorder frag-reassemble-reverse frag-reassemble-interleaved frag-key-id frag-key-src
  frag-key-dst frag-reserved-ignored frag-payload-length-computed frag-1500-min frag-large-65535 frag-nexthdr-from-first
  frag-unfrag-part-from-first frag-timeout-linklocal frag-timeout-nofirst frag-within-60 frag-after-60 frag-timer-not-restarted
  frag-len-not-mult8 frag-offset-overflow frag-len-zero frag-atomic-offset0-m0 frag-atomic-isolated frag-atomic-queue-kept
  frag-atomic-never-sent frag-overlap-exact-dup frag-overlap-partial frag-overlap-total-differs frag-overlap-enclosing frag-overlap-after
  frag-overlap-last-len frag-firstchain-incomplete frag-tiny-first-echo frag-chain-in-later frag-firstchain-transit frag-nd-forbidden-ns
  frag-nd-forbidden-na frag-nd-forbidden-ra frag-nd-forbidden-rs frag-nd-forbidden-redirect frag-nd-cps-cpa frag-limit-dos frag-ecn
  frag-id-unpredictable frag-id-unique fragtx-over-pmtu fragtx-mult8 fragtx-same-id fragtx-offsets fragtx-perfragment-headers
  fragtx-chain-in-first fragtx-no-nonoverlap fragtx-reply-1280-without-pmtud fragtx-chain-1280 fragtx-nd-never hdr-nh-unrecognised
  hdr-hl-zero-router hdr-hl-one-router hdr-hl-default-64 hdr-src-multicast-drop hdr-mcast-not-joined hdr-l2-mcast-l3-unicast
  fwd-subnet-anycast-local fwd-noroute fwd-reject-route fwd-addr-unreach fwd-p2p-pingpong fwd-no-fragment fwd-redirect-and-forward
  fwd-anycast-src fwd-ingress-filter fwd-admin fwd-hairpin ext-len-beyond-packet ext-limit-rate-and-4443 opt-len-overrun
  opt-truncated-type-only opt-unknown-pointer opt-hbh-unrec-00-unicast opt-hbh-unrec-01-unicast opt-hbh-unrec-10-unicast
  opt-hbh-unrec-11-unicast opt-hbh-unrec-00-multicast opt-hbh-unrec-01-multicast opt-hbh-unrec-10-multicast opt-hbh-unrec-11-multicast
  opt-dst-unrec-00-unicast opt-dst-unrec-01-unicast opt-dst-unrec-10-unicast opt-dst-unrec-11-unicast opt-dst-unrec-00-multicast
  opt-dst-unrec-01-multicast opt-dst-unrec-10-multicast opt-dst-unrec-11-multicast ul-icmp-bad-checksum frag-timeout-60-first
  frag-error-quotes-first icmp-echo-linklocal icmp-echo-global icmp-echo-allnodes icmp-echo-allrouters icmp-echo-unassigned-mcast
  icmp-echo-anycast icmp-echo-src-equals-dst icmp-echo-id-seq-data icmp-echo-code icmp-echo-checksum icmp-echo-big icmp-echo-request-origin
  icmp-src-same-unicast icmp-src-mcast-choice icmp-src-router-transit icmp-unknown-info icmp-unknown-error icmp-bad-code-echo icmp-short
  icmp-error-minmtu icmp-error-verbatim icmp-error-unused-zero icmp-error-unused-ignored icmp-error-hl icmp-error-extended-4884
  icmp-ext-not-on-ptb-pp icmp-upper-notify icmp-upper-unmatched icmp-echo-reply-delivered icmp-du-disable-knob icmp-ni-noop
  icmp-ni-foreign-subject icmp-ni-unknown-qtype icmp-ni-mcast-delay icmp-ni-ttl-zero icmp-rr-short icmp-rr-unimplemented
  err-port-unreach-udp-ll err-port-unreach-udp-gl err-port-unreach-not-tcp err-noroute err-addr-unreach err-beyond-scope err-congestion-none
  err-ptb err-ptb-multicast err-ptb-mtu-floor err-hoplimit err-reassembly err-param-0 err-param-1-ll err-param-1-gl err-param-2
  err-param-discard err-param-pointer-beyond err-rcv-dstunreach noerr-reasm-on-icmp-error noerr-nh-on-icmp-error noerr-opt11-on-icmp-error
  noerr-hl-on-icmp-error noerr-noroute-on-icmp-error noerr-reasm-on-redirect noerr-nh-on-redirect noerr-hl-on-redirect
  noerr-noroute-on-redirect noerr-port-on-mcast-dst noerr-reasm-on-mcast-dst noerr-nh-on-mcast-dst noerr-opt11-on-mcast-dst
  noerr-port-on-l2mcast noerr-reasm-on-l2mcast noerr-nh-on-l2mcast noerr-opt11-on-l2mcast noerr-hl-on-l2mcast noerr-noroute-on-l2mcast
  noerr-port-on-l2bcast noerr-nh-on-l2bcast noerr-opt11-on-l2bcast noerr-port-on-src-unspec noerr-reasm-on-src-unspec noerr-nh-on-src-unspec
  noerr-opt11-on-src-unspec noerr-hl-on-src-unspec noerr-noroute-on-src-unspec noerr-port-on-src-mcast noerr-reasm-on-src-mcast
  noerr-nh-on-src-mcast noerr-opt11-on-src-mcast noerr-hl-on-src-mcast noerr-noroute-on-src-mcast noerr-port-on-src-anycast
  noerr-reasm-on-src-anycast noerr-nh-on-src-anycast noerr-opt11-on-src-anycast noerr-hl-on-src-anycast noerr-noroute-on-src-anycast
  noerr-exception-ptb-mcast noerr-exception-opt10-mcast noerr-exception-ptb-l2mcast noerr-exception-opt10-l2mcast
  noerr-exception-opt10-l2bcast noerr-opt10-on-src-unspec noerr-opt10-on-icmp-error noerr-redirect-input rate-limit-exists rate-limit-bucket
  rate-limit-default-bn rate-limit-recovery rate-limit-configurable rate-limit-router-hl rate-limit-not-info rate-limit-kame-pps
  rate-limit-redirect ns-invalid-hoplimit ns-invalid-checksum ns-invalid-code ns-invalid-length ns-invalid-target-mcast ns-invalid-optlen0
  ns-invalid-unspec-dst-unicast ns-invalid-unspec-dst-allnodes ns-invalid-unspec-slla ns-target-not-mine ns-reserved-ignored
  ns-unknown-option ns-wrong-option ns-slla-bad-length ns-frag na-invalid-hoplimit na-invalid-checksum na-invalid-code na-invalid-length
  na-invalid-target-mcast na-invalid-mcast-solicited na-invalid-optlen0 na-no-entry na-reserved-ignored na-unknown-option na-wrong-option
  rs-invalid-hoplimit rs-invalid-checksum rs-invalid-code rs-invalid-length rs-invalid-optlen0 rs-invalid-unspec-slla
  rs-host-ignores-allrouters rs-host-ignores-allnodes rs-host-ignores-unicast rs-reserved-ignored rs-unknown-option ra-invalid-src-global
  ra-invalid-hoplimit ra-invalid-checksum ra-invalid-code ra-invalid-length ra-invalid-optlen0 ra-invalid-src-unspec ra-reserved-ignored
  ra-unknown-option ra-wrong-option ra-options-any-order ra-flags-option ra-maxopt-kame redirect-invalid-src-global
  redirect-invalid-src-not-firsthop redirect-invalid-hoplimit redirect-invalid-code redirect-invalid-checksum redirect-invalid-length
  redirect-invalid-dst-mcast redirect-invalid-target-mcast redirect-invalid-target-global-other redirect-invalid-optlen0
  redirect-invalid-nc-src-global redirect-invalid-nc-src-not-firsthop redirect-invalid-nc-hoplimit redirect-invalid-nc-code
  redirect-invalid-nc-checksum redirect-invalid-nc-length redirect-invalid-nc-dst-mcast redirect-invalid-nc-target-mcast
  redirect-invalid-nc-optlen0 redirect-reserved-ignored redirect-unknown-option redirect-wrong-option-mtu redirect-wrong-option-pio
  redirect-wrong-option-slla redirect-target-off-prefix nd-counters onlink-linklocal onlink-prefix offlink-router
  onlink-no-router-no-assumption onlink-assume-all-book onlink-no-route-local-error onlink-nd-not-onlink onlink-prefix-trailing-bits
  onlink-default-interface-kame onlink-address-no-prefix onlink-pio-l0 onlink-pio-l0-keeps onlink-prefix-lifetime-zero onlink-prefix-expiry
  onlink-prefix-refresh onlink-prefix-infinite onlink-prefix-short onlink-linklocal-pio onlink-unknown-prefix-zero onlink-redirect
  nexthop-mcast nexthop-dc-shared-nc nexthop-longest-match nd-interface-separation proxy-nd-onlink-only-kame ar-ns-format-ll ar-ns-format-gl
  ar-ns-source ar-ns-max3 ar-ns-interval ar-ns-no-extra-traffic ar-queue-one ar-queue-replace-oldest ar-queue-bounded
  ar-queue-multiple-neighbours ar-fail-error ar-fail-entry-deleted ar-no-mcast-target ar-ns-answer-unicast-src ar-ns-answer-unicast-ns
  ar-ns-answer-no-slla ar-ns-answer-dad ar-na-src ar-na-r-flag-host ar-na-r-flag-router ar-anycast-override0 ar-anycast-delay
  ar-proxy-override0 ar-proxy-delay-kame ar-proxy-delay ar-proxy-joins ar-proxy-host-kame ar-unsol-na-linkchange ar-unsol-na-multi-delay
  ar-unsol-na-s0 ar-unsol-na-spacing ar-9131-unsol-na ar-na-r-flag-after-role-change ar-gratuitous-9131 ar-solnode-join ar-solnode-shared
  ar-leave-on-remove ar-p2p-nud-kame nud-stale-to-delay nud-delay-confirm nud-probe-unicast nud-probe-count nud-probe-rate nud-probe-delete
  nud-probe-continues-idle nud-backoff-7048 nud-7048-mcast-60 nud-7048-idle-stop nud-7048-redirect-entry nud-7048-router-choice
  nud-probe-ll-ll nud-probe-gl-gl nud-probe-ll-gl nud-probe-gl-ll nud-probe-slla nud-reachable-time nud-reachable-random
  nud-ra-reachable-time nud-ra-retrans nud-no-traffic-no-probe nud-upper-confirm nud-upper-hint-limit-kame nud-na-s0-no-confirm
  nud-upper-not-incomplete nud-router-failure-switch nud-no-mcast nud-loopback-shortcut-kame ns-proc-none-unicast-diff
  ns-proc-none-unicast-none ns-proc-none-multicast-diff ns-proc-incomplete-unicast-diff ns-proc-incomplete-unicast-none
  ns-proc-incomplete-multicast-diff ns-proc-reachable-unicast-same ns-proc-reachable-unicast-diff ns-proc-reachable-unicast-none
  ns-proc-reachable-multicast-same ns-proc-reachable-multicast-diff ns-proc-stale-unicast-same ns-proc-stale-unicast-diff
  ns-proc-stale-unicast-none ns-proc-stale-multicast-same ns-proc-stale-multicast-diff ns-proc-delay-unicast-same ns-proc-delay-unicast-diff
  ns-proc-delay-unicast-none ns-proc-delay-multicast-same ns-proc-delay-multicast-diff ns-proc-probe-unicast-same ns-proc-probe-unicast-diff
  ns-proc-probe-unicast-none ns-proc-probe-multicast-same ns-proc-probe-multicast-diff ns-proc-isrouter-new ns-proc-isrouter-kept-none
  ns-proc-isrouter-kept-same ns-proc-isrouter-kept-diff ns-proc-unspec-no-update na-incomplete-s0-o0 na-incomplete-s0-o1 na-incomplete-s1-o0
  na-incomplete-s1-o1 na-incomplete-notlla na-reachable-unicast-s0-o0-none na-reachable-unicast-s0-o1-none na-reachable-unicast-s1-o0-none
  na-reachable-unicast-s1-o1-none na-reachable-unicast-s0-o0-same na-reachable-unicast-s0-o1-same na-reachable-unicast-s1-o0-same
  na-reachable-unicast-s1-o1-same na-reachable-unicast-s0-o0-diff na-reachable-unicast-s0-o1-diff na-reachable-unicast-s1-o0-diff
  na-reachable-unicast-s1-o1-diff na-reachable-multicast-s0-o0-none na-reachable-multicast-s0-o1-none na-reachable-multicast-s0-o0-same
  na-reachable-multicast-s0-o1-same na-reachable-multicast-s0-o0-diff na-reachable-multicast-s0-o1-diff na-stale-unicast-s0-o0-none
  na-stale-unicast-s0-o1-none na-stale-unicast-s1-o0-none na-stale-unicast-s1-o1-none na-stale-unicast-s0-o0-same
  na-stale-unicast-s0-o1-same na-stale-unicast-s1-o0-same na-stale-unicast-s1-o1-same na-stale-unicast-s0-o0-diff
  na-stale-unicast-s0-o1-diff na-stale-unicast-s1-o0-diff na-stale-unicast-s1-o1-diff na-stale-multicast-s0-o0-none
  na-stale-multicast-s0-o1-none na-stale-multicast-s0-o0-same na-stale-multicast-s0-o1-same na-stale-multicast-s0-o0-diff
  na-stale-multicast-s0-o1-diff na-probe-unicast-s0-o0-none na-probe-unicast-s0-o1-none na-probe-unicast-s1-o0-none
  na-probe-unicast-s1-o1-none na-probe-unicast-s0-o0-same na-probe-unicast-s0-o1-same na-probe-unicast-s1-o0-same
  na-probe-unicast-s1-o1-same na-probe-unicast-s0-o0-diff na-probe-unicast-s0-o1-diff na-probe-unicast-s1-o0-diff
  na-probe-unicast-s1-o1-diff na-probe-multicast-s0-o0-none na-probe-multicast-s0-o1-none na-probe-multicast-s0-o0-same
  na-probe-multicast-s0-o1-same na-probe-multicast-s0-o0-diff na-probe-multicast-s0-o1-diff na-delay-matrix na-appendix-conflict
  na-rbit-in-ignored-na na-rbit-clear-s1-o1-none na-rbit-clear-s0-o0-none na-rbit-clear-s0-o1-none na-rbit-clear-s1-o0-none
  na-rbit-clear-s1-o1-same na-rbit-clear-s0-o0-same na-rbit-clear-s0-o1-same na-rbit-clear-s1-o0-same na-rbit-set na-rbit-redirected
  rs-sent-on-enable rs-format rs-slla rs-no-slla-unspec rs-max3 rs-backoff-7559 rs-7559-default-on rs-7559-nonmcast-continue rs-first-delay
  rs-stop-on-ra rs-stop-ra-slla rs-continue-on-invalid-ra-src rs-continue-on-invalid-ra-hl rs-continue-on-invalid-ra-cksum
  rs-continue-on-invalid-ra-code rs-continue-on-lifetime0 rs-one-even-after-ra rs-resend-on-linkup rs-router-to-host rs-late-ra-accepted
  rs-rtsol-kame ra-default-router-add ra-default-router-refresh ra-default-router-zero ra-default-router-expire ra-default-router-65535
  ra-two-routers ra-union ra-latest-wins ra-missing-option ra-curhoplimit-set ra-curhoplimit-zero ra-curhoplimit-low ra-reachable-zero
  ra-retrans-zero ra-mtu-set ra-mtu-below-1280 ra-mtu-above-link ra-m-flag ra-m-flag-kame ra-o-flag ra-rdnss ra-rdnss-expire ra-rdnss-badlen
  ra-rdnss-linklocal ra-rdnss-three ra-rdnss-dhcp-first ra-dnssl ra-pref64-invalid ra-pref-high ra-pref-low ra-pref-reserved
  ra-pref-lifetime0 ra-rio-typec ra-rio-reserved ra-rio-lifetime0 ra-rio-default-override ra-rio-dc-redo ra-rio-no-route-error ra-rtr-probe
  ra-rio-badlen ra-ignored-by-router ra-accept-rtadv-off ra-nc-none-none ra-nc-none-diff ra-nc-incomplete-none ra-nc-incomplete-diff
  ra-nc-reachable-none ra-nc-reachable-same ra-nc-reachable-diff ra-nc-stale-none ra-nc-stale-same ra-nc-stale-diff ra-nc-probe-none
  ra-nc-probe-same ra-nc-probe-diff ra-isrouter-none ra-isrouter-same ra-isrouter-diff drs-reachable-preferred drs-round-robin
  drs-switch-time drs-switch-back drs-new-destination drs-remove-updates-dc drs-pmtu-kept drs-8028 drs-8028-redirect-pair
  rtr-ra-only-advertising rtr-ra-format rtr-ra-defaults rtr-ra-slla rtr-ra-mtu rtr-ra-pio rtr-ra-no-ll-prefix rtr-ra-pref-le-valid
  rtr-ra-interval-random rtr-ra-initial rtr-ra-min-bounds rtr-ra-max-bounds rtr-ra-lifetime-bounds rtr-ra-reachable-bound rtr-ra-solicited
  rtr-ra-solicited-multicast-default rtr-ra-solicited-unspec rtr-ra-rate rtr-ra-solicited-all-options rtr-ra-timer-reset rtr-ra-cease
  rtr-ra-host-switch rtr-joins-allrouters rtr-host-never-ra rtr-ra-split rtr-ra-size-limit rtr-ra-pio-trailing-zero rtr-vars-as-host
  rtr-ra-change-burst rtr-ra-consistency-log rtr-ra-consistency-nonact rtr-ll-change rtr-ra-pref-field rtr-rio-unique rtr-rio-default-off
  rtr-rio-final-zero rtr-flags-option-tx rtr-rdnss-lifetime rtr-rs-nc-none rtr-rs-nc-none-none rtr-rs-nc-none-diff rtr-rs-nc-incomplete-none
  rtr-rs-nc-incomplete-diff rtr-rs-nc-reachable-none rtr-rs-nc-reachable-same rtr-rs-nc-reachable-diff rtr-rs-nc-stale-none
  rtr-rs-nc-stale-same rtr-rs-nc-stale-diff rtr-rs-nc-probe-none rtr-rs-nc-probe-same rtr-rs-nc-probe-diff rtr-rs-isrouter-false
  rtr-rtadvd-kame redirect-onlink-no-tlla-no-rh redirect-onlink-no-tlla-rh redirect-onlink-tlla-no-rh redirect-onlink-tlla-rh
  redirect-router-no-tlla-no-rh redirect-router-no-tlla-rh redirect-router-tlla-no-rh redirect-router-tlla-rh redirect-twice
  redirect-onlink-treated redirect-isrouter redirect-isrouter-onlink-new redirect-all-flows redirect-other-dest redirect-creates-dc
  redirect-new-router-fails redirect-host-never-sends redirect-life-kame redirect-nc-none-none redirect-nc-none-diff
  redirect-nc-incomplete-none redirect-nc-incomplete-diff redirect-nc-reachable-none redirect-nc-reachable-same redirect-nc-reachable-diff
  redirect-nc-stale-none redirect-nc-stale-same redirect-nc-stale-diff redirect-nc-probe-none redirect-nc-probe-same redirect-nc-probe-diff
  rtr-redirect-neighbor rtr-redirect-better-router rtr-redirect-format rtr-redirect-not-global-src rtr-redirect-not-offlink-src
  rtr-redirect-not-mcast rtr-redirect-not-srcrouted rtr-redirect-fwd rtr-redirect-ignore-incoming rtr-redirect-rate rtr-redirect-core-off
  rtr-redirect-ll-known dad-ll-form dad-ll-infinite dad-ll-eui64 dad-ll-borrow-kame dad-ll-no-multicast-kame dad-ll-direct-route-kame
  dad-ns-format dad-ns-count dad-ns-count-config dad-delay-first dad-delay-mcast-ra dad-join-before-ns dad-listen-during-delay
  dad-mld-report-src dad-wait-retrans dad-all-addresses dad-not-anycast dad-not-skipped dad-skip-book dad-manual-global dad-on-ifup
  dad-tentative-no-reply dad-tentative-ns-unicast-src dad-tentative-ns-unicast-dst dad-tentative-not-source dad-rs-unspec-during
  dad-success-use dad-recv-ns-other-target dad-recv-ns-same-target dad-recv-ns-before-own dad-recv-na-other-target dad-recv-na-same-target
  dad-fail-not-assigned dad-fail-disables-ip dad-fail-opaque-continue dad-fail-book dad-fail-random-retry dad-fail-log
  dad-fail-manual-recovery-kame dad-loopback-own-ns dad-loopback-nonce dad-nonce-each-probe dad-nonce-loop-extra dad-driver-ready-kame
  dad-proxy-interaction dad-defend dad-na-assigned-conflict dad-optimistic-na dad-optimistic-use dad-optimistic-scope dad-reenable-restart
  dad-ns-invalid-len dad-ns-invalid-hl254 dad-ns-invalid-dst-tentative dad-ns-invalid-dst-allnodes dad-ns-invalid-code
  dad-ns-invalid-checksum dad-ns-invalid-target-mcast dad-ns-invalid-slla dad-ns-invalid-optlen0 dad-ns-valid-reserved dad-ns-valid-tlla
  dad-ns-valid-unknown-opt dad-na-invalid-len dad-na-invalid-hl254 dad-na-invalid-code dad-na-invalid-checksum dad-na-invalid-s1-mcast
  dad-na-invalid-target-mcast dad-na-invalid-optlen0 dad-na-valid-reserved dad-na-valid-slla dad-na-valid-unknown-opt dad-na-valid-no-tlla
  slaac-form slaac-form-zero-fields slaac-form-sitelocal slaac-a0 slaac-linklocal-prefix slaac-pref-gt-valid slaac-len-gt-128
  slaac-len-lt-64 slaac-len-between slaac-valid-zero-new slaac-valid-infinite slaac-pref-zero-new slaac-multiple-pio slaac-hl254
  slaac-independent-of-router-lifetime slaac-configurable slaac-jimbound-kame slaac-dad-global slaac-opaque-stable slaac-no-mac
  slaac-opaque-linklocal slaac-reserved-iid slaac-temp-generate slaac-temp-lifetimes slaac-temp-regen slaac-temp-dup-retry
  slaac-temp-no-regen-zero slaac-temp-new-link slaac-temp-switch slaac-temp-dad slaac-privacy-not-inbound life-expiry-deprecated
  life-deprecated-not-new-source life-deprecated-last-resort life-deprecated-block-default-off life-deprecated-explicit
  life-deprecated-existing life-expiry-invalid life-invalid-not-source life-refresh-preferred life-stored-lifetimes life-valid-gt-stored
  life-valid-gt-2h life-valid-stored-le-2h life-valid-stored-gt-2h life-valid-zero-existing life-preferred-zero-existing life-send-exempt
  life-two-prefixes-renumber life-onlink-vs-addr life-infinite-to-finite life-latest-source-wins life-rtadvd-withdraw-kame pmtu-echo-64
  pmtu-code-ignored pmtu-ra-mtu-reduce pmtu-ra-mtu-raise pmtu-ptb-validate pmtu-ptb-src-any pmtu-udp-app pmtu-fragment-not-router
  sas-icmp-reply-not mld-solnode-report
  addr-required-host addr-required-router addr-kame-auto addr-iid-64 addr-127 addr-anycast-config-kame addr-anycast-not-source
  scope-zone-internal-kame scope-embedded-input-reject scope-text scope-cli-no-embedded scope-dst-needs-zone scope-no-cross-zone
  scope-link-if-1to1-kame sas-rule1 sas-rule2-scope sas-rule2-mcast sas-rule3-deprecated sas-rule5-outgoing sas-rule55-prefix
  sas-rule6-label sas-rule7-temp sas-rule8-longest sas-loopback-kame sas-route-last-resort-kame sas-explicit-wins sas-unassigned-refused
  sas-candidates-link sas-rule7-app-switch sas-ipv4-scope das-rules das-fresh das-auto-rows das-policy-config
  fwd-global-to-global fwd-ula fwd-ula-border-filter fwd-sitelocal-as-global fwd-src-linklocal-no fwd-dst-linklocal-no
  fwd-dst-linklocal-same-link fwd-src-unspecified-no fwd-src-loopback-no fwd-dst-loopback-no fwd-src-mcast-no fwd-dst-mcast-link-no
  fwd-dst-mcast-realm-no fwd-dst-mcast-global fwd-mtu-1280-link link-mtu-config-min fwd-exthdr-untouched fwd-hbh-required-or-skip
  fwd-source-route-free
  r6d-start-noconfig r6d-if-eligible r6d-if-loopback-known r6d-if-join-once r6d-if-linklocal-needed r6d-if-multi-linklocal r6d-if-mtu-cap
  r6d-if-metric r6d-if-flags-change r6d-if-sitelocal-skip r6d-if-known-addr r6d-if-af-unsupported r6d-direct-route r6d-request-startup
  r6d-main-loop r6d-rx-order r6d-rx-embed r6d-rx-hlim-port-missing r6d-in-filter r6d-in-filter-default r6d-in-filter-none
  r6d-in-filter-multi r6d-in-filter-nonext r6d-metric-add r6d-update-paths r6d-switch-kernel r6d-metric-only-no-kernel r6d-new-kernel
  r6d-add-eexist r6d-fib-stays r6d-expire-tick r6d-expire-metric r6d-trigger-cond r6d-trigger-norate r6d-regular-tick r6d-send-quiet
  r6d-send-loopback r6d-send-n r6d-send-t r6d-send-noadv r6d-send-outfilter r6d-send-aggregate r6d-send-aggregate-elsewhere
  r6d-send-aggregate-kernel r6d-send-split-horizon r6d-send-static r6d-send-reject-skip r6d-send-changed-only r6d-send-check-order
  r6d-send-nexthop r6d-send-nexthop-clean r6d-send-nexthop-reset r6d-send-nexthop-room r6d-send-nexthop-unintended r6d-send-flush
  r6d-send-maxrte-offlink r6d-req-specific r6d-req-specific-buffer r6d-sync-kernel r6d-sync-dump-start r6d-sync-skip r6d-sync-metric
  r6d-sync-delete r6d-sync-newaddr r6d-sync-own r6d-tag-opt r6d-p2p r6d-nonroot r6d-exit rip-udp-port-dst rip-udp-port-src
  rip-dst-allrouters rip-src-linklocal rip-src-stable rip-hoplimit-tx rip-checksum-tx rip-version-tx rip-command-tx rip-mbz-tx
  rip-length-tx rip-to-521-only rip-mtu-limit rip-multi-message rip-prefix-network-order rip-default-encoding rip-metric-tx-range
  rip-no-linklocal-rte rip-no-multicast-rte rip-prefix-masked-tx rip-infinity-included rip-tag-preserve rip-tag-origin rip-tag-import
  rip-regular-interval rip-regular-jitter rip-regular-complete rip-regular-direct rip-regular-metric-value rip-default-metric-config
  rip-regular-no-loopback rip-silent rip-one-burst-all-if rip-startup-request rip-startup-request-not-repeated rip-req-whole-table
  rip-req-whole-split-horizon rip-req-whole-unicast-reply rip-req-other-port rip-req-reply-src-port rip-req-other-port-source
  rip-req-offlink rip-req-specific-found rip-req-specific-missing rip-req-specific-mixed rip-req-specific-no-split-horizon
  rip-req-specific-exact rip-req-default-specific rip-req-two-rte-not-whole rip-req-empty rip-req-version rip-req-passive-if
  rip-req-loopback rip-req-unknown-if rip-rx-src-linklocal rip-rx-src-port rip-rx-hoplimit rip-rx-hoplimit-unicast rip-rx-own-source
  rip-rx-version rip-rx-command rip-rx-mbz rip-rx-checksum rip-rx-short rip-rx-trailing rip-rx-oversize rip-rx-dst-unicast
  rip-rx-passive-if rip-rx-unknown-if rip-rte-multicast rip-rte-linklocal rip-rte-loopback rip-rte-sitelocal rip-rte-plen-range
  rip-rte-metric-range rip-rte-default-junk-prefix rip-rte-default-special-prefix rip-rte-hostbits rip-rte-host-route
  rip-rte-skip-continues rip-rte-log rip-nh-linklocal rip-nh-switch rip-nh-unspecified rip-nh-nonlinklocal rip-nh-scope-message
  rip-nh-zero-fields-tx rip-nh-zero-fields-rx rip-nh-onlink rip-nh-optimise rip-nh-no-trailing rip-nh-per-message rip-nh-identity
  rip-upd-new rip-upd-new-infinite rip-upd-saturate rip-upd-cost-default rip-upd-cost-config rip-upd-better-other rip-upd-better-same
  rip-upd-worse-same rip-upd-worse-other rip-upd-equal-other-fresh rip-upd-equal-other-old rip-upd-equal-same rip-upd-infinite-no-refresh
  rip-upd-poison-same rip-upd-poison-other rip-upd-revive rip-upd-direct-priority rip-upd-static-priority rip-upd-tag-change
  rip-upd-default rip-upd-longest-match rip-upd-gateway-zone rip-timeout-180 rip-timeout-reset rip-timeout-trigger rip-timeout-fib
  rip-gc-120 rip-gc-advertise rip-gc-cancel rip-timer-static-none rip-timer-independent rip-trig-new rip-trig-change rip-trig-lost
  rip-trig-only-changed rip-trig-all-changed rip-trig-holdoff rip-trig-holdoff-random rip-trig-first-delay rip-trig-suppress-regular
  rip-trig-split-horizon rip-trig-clear-flag rip-trig-all-ifs rip-trig-omit-empty rip-trig-equal-switch rip-sh-basic rip-sh-broadcast
  rip-sh-poison rip-sh-disable rip-sh-own-prefix rip-sh-limit rip-count-infinity-bound rip-if-down rip-if-up rip-if-mld rip-if-newaddr
  rip-if-deladdr rip-if-nolinklocal rip-if-subnet-router-anycast rip-filter-neighbour rip-sec-ipsec
`
  .trim()
  .split(/\s+/);
