"""Replay: what a policy would have decided on the messages of the past, as far as their records know them."""

from dwgate.replay.candidate import Candidate
from dwgate.replay.report import Report
from dwgate.replay.run import Replay
from dwgate.replay.sweep import Sweep

__all__ = ["Candidate", "Replay", "Report", "Sweep"]
