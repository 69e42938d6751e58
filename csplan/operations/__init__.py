"""Looking after a running csplan: evidence, backups, retention, metrics."""
