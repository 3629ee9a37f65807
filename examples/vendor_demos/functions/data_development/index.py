"""The Function Compute handler of the two demos of the vendor, rebuilt: files that are committed and deployed."""

from dwgate.gate import Gate

gate = Gate.load(__file__)
initialize = gate.initialize
handler = gate.handler
