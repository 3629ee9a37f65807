"""The policies as their users look at them: in a table, as a page, as a catalogue on disk."""
