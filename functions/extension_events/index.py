"""The Function Compute handler for the extension points that EventBridge brings: it decides on each of their messages."""

from dwgate.gate import Gate

gate = Gate.load(__file__)
initialize = gate.initialize
handler = gate.handler
