"""What Prometheus may count; no label ever holds anything about a person."""

from prometheus_client import Counter, Gauge

accepted = Counter("linli_updates_accepted", "Updates committed to the inbox", ["platform"])
turns = Counter("linli_turns", "Turns that committed")
turn_faults = Counter("linli_turn_faults", "Turns that raised")
parked = Counter("linli_updates_parked", "Updates given up after the last try")
sent = Counter("linli_messages_sent", "Messages that a platform took", ["platform"])
send_faults = Counter("linli_send_faults", "Sends that failed", ["platform", "fault"])
uncertain = Counter("linli_messages_uncertain", "Messages of which a copy may exist")
alarms = Counter("linli_alarms", "Emergency words heard", ["kind"])
waiting_in = Gauge("linli_inbox_waiting", "Updates that wait for their turn")
waiting_out = Gauge("linli_outbox_waiting", "Messages that wait to be sent")
oldest_in = Gauge("linli_inbox_oldest_seconds", "Age of the oldest waiting update")
