"""Alembic's entry: the connection and the tables come from whoever runs the migrations."""

from alembic import context

config = context.config

context.configure(
    connection=config.attributes["connection"],
    target_metadata=config.attributes.get("metadata"),
)
with context.begin_transaction():
    context.run_migrations()
