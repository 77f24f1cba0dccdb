"""PostgreSQL: the pool, transactions, named statements, migrations."""
