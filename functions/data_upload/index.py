"""The Function Compute handler for data upload: it decides on data uploaded into a table."""

from dwgate.gate import Gate

gate = Gate.load(__file__)
initialize = gate.initialize
handler = gate.handler
