"""The service hall: appointments, queue numbers, applications at the back office, ratings."""
