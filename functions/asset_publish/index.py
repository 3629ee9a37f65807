"""The Function Compute handler for asset publishing: it decides on the publication of an asset."""

from dwgate.gate import Gate

gate = Gate.load(__file__)
initialize = gate.initialize
handler = gate.handler
