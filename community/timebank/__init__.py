"""The time bank: hours given are hours kept, in minutes, by double entry.

Every transfer is two movements whose sum is zero; PostgreSQL itself sees to that, to balances,
and that nothing written is ever changed (migration 0004).
"""

from community.timebank import forgetting

__all__ = ["forgetting"]
