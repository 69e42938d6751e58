"""Lets PostgreSQL seal events itself, and refuse what would change one.

The function runs with the rights of its owner, so that the account csplan runs as needs none to
change an event. Other databases have no accounts to tell apart: there csplan seals.
"""

from django.db import migrations

# Any number will do, as long as nothing else takes a lock by it.
LOCK = 7_302_014

FORWARDS = """
CREATE FUNCTION {schema}.audit_canonical(value jsonb) RETURNS text
LANGUAGE plpgsql IMMUTABLE STRICT SET search_path = {schema}, pg_temp AS $body$
-- JSON as csplan/audit/verifier.py writes it: names by code point, nothing between the parts.
BEGIN
    IF jsonb_typeof(value) = 'object' THEN
        RETURN '{{' || coalesce((
            SELECT string_agg(
                to_jsonb(name)::text || ':' || audit_canonical(item), ',' ORDER BY name COLLATE "C"
            ) FROM jsonb_each(value) AS each (name, item)
        ), '') || '}}';
    ELSIF jsonb_typeof(value) = 'array' THEN
        RETURN '[' || coalesce((
            SELECT string_agg(audit_canonical(item), ',' ORDER BY place)
            FROM jsonb_array_elements(value) WITH ORDINALITY AS each (item, place)
        ), '') || ']';
    END IF;
    RETURN value::text;
END $body$;

CREATE FUNCTION {schema}.audit_moment(moment timestamptz) RETURNS text
LANGUAGE sql IMMUTABLE STRICT SET search_path = {schema}, pg_temp AS $body$
    SELECT to_char(moment AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
$body$;

CREATE FUNCTION {schema}.audit_hash(
    previous text, number bigint, event {schema}.audit_auditevent
) RETURNS text
LANGUAGE sql IMMUTABLE SET search_path = {schema}, pg_temp AS $body$
    SELECT encode(sha256(decode(previous, 'hex') || convert_to(audit_canonical(jsonb_build_object(
        'sequence', number,
        'actor', event.actor_id,
        'action', event.action,
        'target_kind', event.target_kind,
        'target_id', event.target_id,
        'target_label', event.target_label,
        'before', event.before,
        'after', event.after,
        'request_id', event.request_id,
        'occurred_at', audit_moment(event.occurred_at),
        'recorded_at', audit_moment(event.recorded_at)
    )) || E'\\n', 'UTF8')), 'hex')
$body$;

CREATE FUNCTION {schema}.audit_seal(most integer) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = {schema}, pg_temp AS $body$
DECLARE
    number bigint;
    previous text;
    sealed integer := 0;
    event audit_auditevent;
BEGIN
    -- Whoever waited here reads the head anew: each statement sees what was committed before it.
    PERFORM pg_advisory_xact_lock({lock});
    SELECT last.sequence, last.hash INTO number, previous FROM audit_auditevent AS last
        WHERE last.sequence IS NOT NULL ORDER BY last.sequence DESC LIMIT 1;
    number := coalesce(number, 0);
    previous := coalesce(previous, repeat('0', 64));
    FOR event IN SELECT * FROM audit_auditevent AS waiting
        WHERE waiting.sequence IS NULL ORDER BY waiting.id LIMIT most
    LOOP
        number := number + 1;
        previous := audit_hash(previous, number, event);
        UPDATE audit_auditevent SET sequence = number, hash = previous WHERE id = event.id;
        sealed := sealed + 1;
    END LOOP;
    RETURN sealed;
END $body$;

CREATE FUNCTION {schema}.audit_event_is_new() RETURNS trigger
LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $body$
BEGIN
    IF NEW.sequence IS NOT NULL OR NEW.hash <> '' THEN
        RAISE EXCEPTION 'An event is numbered and hashed when it is sealed'
            USING ERRCODE = 'insufficient_privilege';
    END IF;
    NEW.recorded_at := statement_timestamp();
    RETURN NEW;
END $body$;

CREATE FUNCTION {schema}.audit_event_stays() RETURNS trigger
LANGUAGE plpgsql SET search_path = {schema}, pg_temp AS $body$
BEGIN
    IF TG_OP = 'UPDATE' THEN
        IF OLD.sequence IS NULL AND NEW.sequence IS NOT NULL AND (
            to_jsonb(NEW) - 'sequence' - 'hash' = to_jsonb(OLD) - 'sequence' - 'hash'
        ) THEN
            RETURN NEW;
        END IF;
    END IF;
    RAISE EXCEPTION 'Events of the history are never changed or removed'
        USING ERRCODE = 'insufficient_privilege';
END $body$;

CREATE TRIGGER audit_event_is_new BEFORE INSERT ON {schema}.audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION {schema}.audit_event_is_new();
CREATE TRIGGER audit_event_stays BEFORE UPDATE OR DELETE ON {schema}.audit_auditevent
    FOR EACH ROW EXECUTE FUNCTION {schema}.audit_event_stays();
"""

BACKWARDS = """
DROP TRIGGER audit_event_stays ON {schema}.audit_auditevent;
DROP TRIGGER audit_event_is_new ON {schema}.audit_auditevent;
DROP FUNCTION {schema}.audit_event_stays();
DROP FUNCTION {schema}.audit_event_is_new();
DROP FUNCTION {schema}.audit_seal(integer);
DROP FUNCTION {schema}.audit_hash(text, bigint, {schema}.audit_auditevent);
DROP FUNCTION {schema}.audit_moment(timestamptz);
DROP FUNCTION {schema}.audit_canonical(jsonb);
"""


def forwards(apps, schema_editor):
    run(schema_editor.connection, FORWARDS)


def backwards(apps, schema_editor):
    run(schema_editor.connection, BACKWARDS)


def run(connection, statements):
    """Run the statements in the schema that holds csplan's tables, if this is PostgreSQL."""
    if connection.vendor != "postgresql":
        return
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(current_schema())")
        (schema,) = cursor.fetchone()
        cursor.execute(statements.format(schema=schema, lock=LOCK))


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_events_in_a_chain")]

    operations = [migrations.RunPython(forwards, backwards, elidable=False)]
