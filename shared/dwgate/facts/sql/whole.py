"""Wholeness: a syntax tree holds every name of the text that it was made of, or the text is an error.

sqlglot is made to translate, and now and then leaves out what it makes no use of: of ``array(mobile)[0]`` it would keep
the ``0``.  What is left out would be hidden from every rule.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlglot import exp
from sqlglot.tokenizer_core import TokenType

from dwgate.facts.sql.grammar import called
from dwgate.facts.sql.vocabulary import vocabulary

if TYPE_CHECKING:
    from collections.abc import Iterable

    from sqlglot.tokenizer_core import Token

_NAMES = (TokenType.VAR, TokenType.IDENTIFIER)
_GRAMMAR = vocabulary(
    "AFTER ALL APPLY AT AUTO BERNOULLI BOTH BUCKET BUCKETS BUILD BY CASCADE CLUSTERED COLLECTION COMMENT COMMENTS",
    "CONFLICT CONSTRAINTS CUBE CURRENT DATA DAY DEFAULTS DEFERRED DEFINED DELIMITED DETERMINISTIC DIRECTORY",
    "DISABLE DISTRIBUTED DO DOUBLE DUPLICATE EMPTY ENABLE ENGINE ERROR ESCAPED EXCLUDE EXCLUDING EXISTS EXTERNAL",
    "FIELDS FOLLOWING FORMAT GROUP GROUPS HASH IF IGNORE INCLUDING INCREMENT INDEXES INPUTFORMAT INTO ITEMS KEYS",
    "LAST LEADING LESS LIFECYCLE LINES LOCAL LOCATION MAP MATCHED MATERIALIZED MAXVALUE MINVALUE NO NOTHING NOWAIT",
    "NULLS OF ONLY OTHERS OUT OUTPUTFORMAT PARTITIONED PERCENT PRECEDING PRECISION PRIMARY RANDOM RANGE RECORDREADER",
    "RECORDWRITER REPEATABLE RESPECT REWRITE ROWS SAMPLE SEPARATED SERDE SETS SHARE SKIP SORTED SOURCE STORAGE STORED",
    "STRICT SYSTEM TARGET TBLPROPERTIES TEMP TERMINATED TEMPORARY THAN TIES TIME TOTALS TRAILING TRUNCATE UNBOUNDED",
    "UNIQUE UNLOGGED VALUE VARYING VERSION WITHIN WITHOUT ZONE",
)
"""Words of the grammars that stand for themselves, of which a tree keeps no place."""


def missing(tokens: Iterable[Token], tree: exp.Expr) -> Token | None:
    """Give the first name that is not in the tree, or None where all are."""
    places: set[int] = set()
    words = set(_GRAMMAR)
    for node in tree.walk():
        if "start" in node.meta:
            places.add(node.meta["start"])
        if function := called(node):
            places.add(function[1])
        if isinstance(node, exp.Var | exp.Placeholder):
            words.add(node.name.upper())
    return next((token for token in tokens if _is_lost(token, places, words)), None)


def _is_lost(token: Token, places: set[int], words: set[str]) -> bool:
    if token.token_type not in _NAMES or token.start in places:
        return False
    return token.token_type is TokenType.IDENTIFIER or token.text.upper() not in words
