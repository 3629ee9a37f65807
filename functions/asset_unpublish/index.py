"""The Function Compute handler for asset unpublishing: it decides on the withdrawal of an asset."""

from dwgate.gate import Gate

gate = Gate.load(__file__)
initialize = gate.initialize
handler = gate.handler
