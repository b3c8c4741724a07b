"""The reference: a bare Channels consumer that writes three rows durably, and echoes."""
