"""Volunteers: who they are, their teams and shifts, the rota, and the hours that they gave.

Times are aware UTC in the database; days and hours of a shift are those of the town's zone.
"""

from community.shifts import forgetting

__all__ = ["forgetting"]
