"""What the account that csplan runs as may do in PostgreSQL: add to the history, not change it.

The tables belong to an owner, who migrates. The account that pages and workers use is another one:
it reads and writes rows, has no say over tables, and in history tables it can only add.
"""

from collections.abc import Iterator

from django.apps import apps
from django.db import connection, transaction

from csplan.core.querysets import InsertOnlyQuerySet

SEAL = "audit_seal(integer)"
MIGRATIONS = "django_migrations"
OF_DRAFTS = ("UPDATE", "TRUNCATE", "REFERENCES", "TRIGGER")
IN_HISTORIES = ("DELETE", *OF_DRAFTS)
ANYWHERE = ("TRUNCATE", "REFERENCES", "TRIGGER")
IN_MIGRATIONS = ("INSERT", *IN_HISTORIES)
NOT_EMPTIED = (
    "CREATE OR REPLACE TRIGGER audit_event_not_emptied"
    " BEFORE TRUNCATE ON {schema}.audit_auditevent FOR EACH STATEMENT"
    " EXECUTE FUNCTION {schema}.audit_event_stays()"
)


def insert_only_tables() -> dict[str, tuple[str, ...]]:
    """The tables whose managers let rows only be added, and the rights nobody has to them."""
    return {
        model._meta.db_table: OF_DRAFTS if hasattr(model, "goes_with_a_draft") else IN_HISTORIES
        for model in apps.get_models()
        if isinstance(model._default_manager.all(), InsertOnlyQuerySet)
    }


def statements(role: str) -> list[str]:
    """What the owner runs so that ``role`` may do its work and no more; running it twice is safe.

    Tables added later are closed to ``role`` until it is run again, after each migration.
    """
    quote = connection.ops.quote_name
    who, schema, database = quote(role), quote(_schema()), quote(_database())
    return [
        f"REVOKE CREATE, TEMPORARY ON DATABASE {database} FROM PUBLIC, {who}",
        f"REVOKE ALL ON SCHEMA {schema} FROM PUBLIC, {who}",
        f"REVOKE ALL ON ALL TABLES IN SCHEMA {schema} FROM PUBLIC, {who}",
        f"REVOKE ALL ON ALL SEQUENCES IN SCHEMA {schema} FROM PUBLIC, {who}",
        f"GRANT CONNECT ON DATABASE {database} TO {who}",
        f"GRANT USAGE ON SCHEMA {schema} TO {who}",
        f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA {schema} TO {who}",
        f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA {schema} TO {who}",
        *(
            f"REVOKE {', '.join(rights)} ON {schema}.{quote(table)} FROM {who}"
            for table, rights in sorted(insert_only_tables().items())
        ),
        f"REVOKE INSERT, UPDATE, DELETE ON {schema}.{MIGRATIONS} FROM {who}",
        f"REVOKE ALL ON FUNCTION {schema}.{SEAL} FROM PUBLIC",
        f"GRANT EXECUTE ON FUNCTION {schema}.{SEAL} TO {who}",
        NOT_EMPTIED.format(schema=schema),
    ]


@transaction.atomic
def apply(role: str) -> None:
    """Run the statements, all or none; only the owner of the tables can."""
    with connection.cursor() as cursor:
        for statement in statements(role):
            cursor.execute(statement)


def exists(role: str) -> bool:
    return bool(_column("SELECT 1 FROM pg_roles WHERE rolname = %s", role))


def excesses(role: str) -> list[str]:
    """What ``role`` may do in this database that it should not, a sentence each."""
    tables = _column("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()")
    return [*_standing(role), *(words for table in tables for words in _over(role, table))]


STANDING = {
    "SELECT rolsuper FROM pg_roles WHERE rolname = %s": "is a superuser",
    "SELECT rolcreaterole FROM pg_roles WHERE rolname = %s": "may make and change roles",
    "SELECT rolreplication OR rolbypassrls FROM pg_roles WHERE rolname = %s": (
        "may copy the whole cluster or pass over row security"
    ),
    "SELECT has_schema_privilege(%s, current_schema(), 'CREATE')": "may make tables",
    "SELECT bool_or(pg_has_role(%s, tableowner, 'MEMBER')) FROM pg_tables"
    " WHERE schemaname = current_schema()": "owns tables, or may act as their owner",
}


def _standing(role: str) -> Iterator[str]:
    """What follows from what the role is."""
    for question, words in STANDING.items():
        if any(_column(question, role)):
            yield f"{role} {words}"


def _over(role: str, table: str) -> Iterator[str]:
    """What it was granted on a table beyond reading and writing rows."""
    for privilege in _refused(table):
        question = "SELECT has_table_privilege(%s, quote_ident(%s), %s)"
        if any(_column(question, role, table, privilege)):
            yield f"{role} has {privilege} on {table}"


def _refused(table: str) -> tuple[str, ...]:
    if table == MIGRATIONS:
        return IN_MIGRATIONS
    return insert_only_tables().get(table, ANYWHERE)


def _schema() -> str:
    return str(_column("SELECT current_schema()")[0])


def _database() -> str:
    return str(_column("SELECT current_database()")[0])


def _column(sql: str, *params: str) -> list[str]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return [row[0] for row in cursor.fetchall()]
