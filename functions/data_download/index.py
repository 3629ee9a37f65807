"""The Function Compute handler for data download: it decides on the generation of a file and its download."""

from dwgate.gate import Gate

gate = Gate.load(__file__)
initialize = gate.initialize
handler = gate.handler
