"""Reports: a resident says what is wrong and where; the ladder sees it through to an answer.

The operations of each topic are in its module: `filing`, `work`, `triage`, `tasks`, `merging`,
`nearby`, `satisfaction`, `agenda`, `ladder`, `together`, `digest`, `patrol`, `codes`.
"""
