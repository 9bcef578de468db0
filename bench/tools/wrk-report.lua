-- wrk prints no 95th percentile by itself; its own histogram (microseconds) has one. Nothing else is changed.
function done(summary, latency, requests)
  io.write(string.format('{"requests":%d,"p50":%d,"p95":%d,"p99":%d}\n', summary.requests,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
