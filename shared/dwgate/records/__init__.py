"""Exported records: read from files as a log service writes them, and turned back into the messages they are of."""

from dwgate.records.reading import Broken, Reading
from dwgate.records.recall import Known, Loss, event_of
from dwgate.records.record import NotARecord, Record

__all__ = ["Broken", "Known", "Loss", "NotARecord", "Reading", "Record", "event_of"]
