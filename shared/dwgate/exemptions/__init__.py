"""The exemptions of policies: when each ends, who answers for it, and how often it was used."""
