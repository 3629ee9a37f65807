"""The Function Compute handler for the extension points that EventBridge brings, from a commit to a deletion."""

from dwgate.gate import Gate

gate = Gate.load(__file__)
initialize = gate.initialize
handler = gate.handler
