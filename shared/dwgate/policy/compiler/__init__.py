"""The compiler: a function's folder to one deterministic document, or to everything that is wrong with its policy.

It runs on the desk and in the build, never on Function Compute.  A policy goes through it in this order::

    yaml_source  a file as nodes, and the way from a character of a text back to its place; yaml_stumbles: what is none
    reader       nodes to the model, with every finding about the form; yaml_reading, scalars, template: its parts
    types        what conditions may read, declared to CEL; cel_messages, cel_stumbles: its errors in a policy's words
    calendars    the calendars of a policy, and which of them and which time zones an expression asks for
    checks       what CEL's type checker lets pass and a message would never meet; content: what must not be logged
    analysis     what a condition can come to at each point: guards, rules that never fire
    known        what an expression comes to that reads nothing but parameters; folding: what a function answers there
    lowering     each read of a field becomes a variable of its own; syntax: CEL's tree, read and written
    conditions   one expression through all of that
    function     the folder of a function and its files; names: what they share
    entries      a rule and an exemption through conditions, to their entries in the document
    compiling    a whole function, to its policy.json; compilation: what came of it, also loaded

Beside that way, ``clauses`` takes a condition apart that compiles; cel_text: where its parts stand.
"""

from dwgate.policy.compiler.compilation import Compilation, canonical, description_of, load_document
from dwgate.policy.compiler.compiling import compile_function
from dwgate.policy.compiler.function import policy_files

__all__ = ["Compilation", "canonical", "compile_function", "description_of", "load_document", "policy_files"]
