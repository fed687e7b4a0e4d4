"""The service hall: appointments, queue numbers, applications at the back office, ratings."""

from community.hall import forgetting

__all__ = ["forgetting"]
