"""What people on the buyer's side do: take over, speak, hand back, approve; who is there, and who is told."""
