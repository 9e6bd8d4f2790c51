"""Schema 1: the tables as they were at the first release; never changed after it."""

from __future__ import annotations

import sqlalchemy as sa
from alembic.operations import Operations

_SEARCH_INDEX = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='', contentless_delete=1,"
    " detail='none', prefix='1 2 3', tokenize=\"unicode61\")"
)


def upgrade(op: Operations) -> None:
    """Make the first tables."""
    op.create_table(
        "authority",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=False),
        sa.Column("der", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("anchor", sa.Integer(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("path_length", sa.Integer(), nullable=True),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["signed_by"],
            ["authority.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("authority_fingerprint", "authority", ["fingerprint"], unique=False)
    op.create_index("authority_signed_by", "authority", ["signed_by"], unique=False)
    op.create_table(
        "bundle",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("sequence", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("header", sa.Text(), nullable=False),
        sa.Column("journal_run", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("created", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("uid"),
        sa.UniqueConstraint("sequence"),
    )
    op.create_table(
        "code_mark",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("mark", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("code_mark_value", "code_mark", ["scheme", "value"], unique=False)
    op.create_table(
        "delivery",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("letter_on", sa.Text(), nullable=True),
        sa.Column("arrived_on", sa.Text(), nullable=True),
        sa.Column("boxes", sa.Integer(), nullable=True),
        sa.Column("kept_at", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("uid"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "event",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("operational_day", sa.Text(), nullable=True),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("derived", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("event_day", "event", ["day"], unique=False)
    op.create_table(
        "handout",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Text(), nullable=False),
        sa.Column("place", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("uid"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "handover",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("custody", sa.Text(), nullable=False),
        sa.Column("drawn_on", sa.Text(), nullable=False),
        sa.Column("told", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("signed_on", sa.Text(), nullable=True),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("scan", sa.Text(), nullable=True),
        sa.Column("signature", sa.Text(), nullable=True),
        sa.Column("cancelled_on", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("uid"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "issuer_request",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("drawn_on", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("sent_on", sa.Text(), nullable=True),
        sa.Column("cancelled_on", sa.Text(), nullable=True),
        sa.PrimaryKeyConstraint("uid"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "kept_file",
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest"),
    )
    op.create_table(
        "run",
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("actor", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("at", sa.Text(), nullable=False),
        sa.Column("command", sa.Text(), nullable=False),
        sa.Column("arguments", sa.Text(), nullable=False),
        sa.Column("changes", sa.Integer(), nullable=False),
        sa.Column("undoes", sa.Integer(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("previous", sa.Text(), nullable=False),
        sa.Column("hash", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("number"),
    )
    op.create_table(
        "search_key",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("uid", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("id"),
        sa.UniqueConstraint("uid"),
    )
    op.create_table(
        "setting",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.PrimaryKeyConstraint("name"),
    )
    op.create_table(
        "unit",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("contact", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_table(
        "box_count",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("box", sa.Text(), nullable=False),
        sa.Column("counted_on", sa.Text(), nullable=False),
        sa.Column("counted_by", sa.Text(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=False),
        sa.Column("seen", sa.Integer(), nullable=False),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("extra", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["delivery"],
            ["delivery.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("box_count_delivery", "box_count", ["delivery"], unique=False)
    op.create_table(
        "channel",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("channel", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("channel_unit", "channel", ["unit"], unique=False)
    op.create_table(
        "collection",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("started_on", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "coming_move",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("day", sa.Text(), nullable=False),
        sa.Column("register", sa.Text(), nullable=False),
        sa.Column("record", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("done_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("coming_move_open", "coming_move", ["done_on", "day"], unique=False)
    op.create_table(
        "declared",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("content", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("counts", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("declared_source", "declared", ["source", "on_date"], unique=False)
    op.create_index("declared_unit", "declared", ["unit"], unique=False)
    op.create_table(
        "delivery_item",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("delivery", sa.Text(), nullable=False),
        sa.Column("serial", sa.Text(), nullable=False),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("listed", sa.Integer(), nullable=False),
        sa.Column("box", sa.Text(), nullable=True),
        sa.Column("found_on", sa.Text(), nullable=True),
        sa.Column("found_box", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["delivery"],
            ["delivery.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("delivery_item_delivery", "delivery_item", ["delivery"], unique=False)
    op.create_index("delivery_item_serial", "delivery_item", ["serial"], unique=False)
    op.create_table(
        "endpoint",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=False),
        sa.Column("receives", sa.Integer(), nullable=False),
        sa.Column("sends", sa.Integer(), nullable=False),
        sa.Column("ceiling", sa.Integer(), nullable=False),
        sa.Column("account", sa.Text(), nullable=True),
        sa.Column("document_types", sa.Text(), nullable=True),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("endpoint_period", "endpoint", ["to_date", "from_date"], unique=False)
    op.create_index("endpoint_unit", "endpoint", ["unit"], unique=False)
    op.create_table(
        "event_unit",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("event", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("side", sa.Text(), nullable=False),
        sa.Column("whole", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["event"],
            ["event.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("event_unit_event", "event_unit", ["event"], unique=False)
    op.create_index("event_unit_unit", "event_unit", ["unit"], unique=False)
    op.create_table(
        "exemption",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("environment", sa.Text(), nullable=True),
        sa.Column("direction", sa.Text(), nullable=True),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("exemption_unit", "exemption", ["unit"], unique=False)
    op.create_table(
        "identifier_code",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("scheme", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("identifier_code_unit", "identifier_code", ["unit", "scheme"], unique=False)
    op.create_index("identifier_code_value", "identifier_code", ["scheme", "value"], unique=False)
    op.create_table(
        "line",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("line_unit", "line", ["unit"], unique=False)
    op.create_table(
        "person",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("mail", sa.Text(), nullable=True),
        sa.Column("clearance", sa.Integer(), nullable=True),
        sa.Column("clearance_basis", sa.Text(), nullable=True),
        sa.Column("clearance_until", sa.Text(), nullable=True),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("person_letter", "person", [sa.text("substr(name, 1, 1)")], unique=False)
    op.create_index(
        "person_initial", "person", [sa.text("substr(name, 1, 1)"), "name", "uid"], unique=False
    )
    op.create_index("person_unit", "person", ["unit"], unique=False)
    op.create_table(
        "revocation_list",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("authority", sa.Text(), nullable=False),
        sa.Column("number", sa.Text(), nullable=True),
        sa.Column("made_at", sa.Text(), nullable=False),
        sa.Column("next_at", sa.Text(), nullable=True),
        sa.Column("entries", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("der", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority"],
            ["authority.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("revocation_list_authority", "revocation_list", ["authority"], unique=False)
    op.create_table(
        "run_chunk",
        sa.Column("run", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["run"],
            ["run.number"],
        ),
        sa.PrimaryKeyConstraint("run", "position"),
    )
    op.create_table(
        "target_rule",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("document_types", sa.Text(), nullable=True),
        sa.Column("environment", sa.Text(), nullable=True),
        sa.Column("level_from", sa.Integer(), nullable=False),
        sa.Column("level_to", sa.Integer(), nullable=False),
        sa.Column("sender", sa.Text(), nullable=True),
        sa.Column("role", sa.Text(), nullable=False),
        sa.Column("fallback", sa.Text(), nullable=True),
        sa.Column("inherited", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["sender"],
            ["unit.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("target_rule_unit", "target_rule", ["unit"], unique=False)
    op.create_table(
        "task",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("opened_on", sa.Text(), nullable=False),
        sa.Column("closed_on", sa.Text(), nullable=True),
        sa.Column("record", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("task_record", "task", ["record"], unique=False)
    op.create_table(
        "test_round",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("planned_on", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
        sa.UniqueConstraint("number"),
    )
    op.create_table(
        "unit_profile",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("profile", sa.Text(), nullable=False),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("unit_profile_unit", "unit_profile", ["unit"], unique=False)
    op.create_table(
        "unit_version",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("short_name", sa.Text(), nullable=True),
        sa.Column("type", sa.Text(), nullable=True),
        sa.Column("parent", sa.Text(), nullable=True),
        sa.Column("place", sa.Text(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["parent"],
            ["unit.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("unit_version_parent", "unit_version", ["parent"], unique=False)
    op.create_index("unit_version_period", "unit_version", ["to_date", "from_date"], unique=False)
    op.create_index("unit_version_unit", "unit_version", ["unit", "from_date"], unique=False)
    op.create_table(
        "use_statistic",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.Column("users", sa.Integer(), nullable=True),
        sa.Column("logins", sa.Integer(), nullable=True),
        sa.Column("incoming", sa.Integer(), nullable=True),
        sa.Column("outgoing", sa.Integer(), nullable=True),
        sa.Column("forwarded", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("use_statistic_unit", "use_statistic", ["unit", "from_date"], unique=False)
    op.create_table(
        "code_state",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("code", sa.Text(), nullable=False),
        sa.Column("system", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("bundle", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["code"],
            ["identifier_code.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("code_state_code", "code_state", ["code"], unique=False)
    op.create_table(
        "collection_form",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("collection", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("content", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["collection"],
            ["collection.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("collection_form_collection", "collection_form", ["collection"], unique=False)
    op.create_table(
        "holding",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("basis", sa.Text(), nullable=True),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint"],
            ["endpoint.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("holding_endpoint", "holding", ["endpoint"], unique=False)
    op.create_index("holding_person", "holding", ["person"], unique=False)
    op.create_table(
        "stand_in",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("person", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("away", sa.Text(), nullable=True),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["away"],
            ["person.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["endpoint"],
            ["endpoint.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("stand_in_away", "stand_in", ["away"], unique=False)
    op.create_index("stand_in_endpoint", "stand_in", ["endpoint"], unique=False)
    op.create_index("stand_in_person", "stand_in", ["person"], unique=False)
    op.create_table(
        "test_document",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("round", sa.Text(), nullable=False),
        sa.Column("endpoint", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("level", sa.Integer(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("result_on", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["endpoint"],
            ["endpoint.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["round"],
            ["test_round.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("test_document_endpoint", "test_document", ["endpoint"], unique=False)
    op.create_index("test_document_round", "test_document", ["round"], unique=False)
    op.create_table(
        "token",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("serial", sa.Text(), nullable=True),
        sa.Column("label", sa.Text(), nullable=True),
        sa.Column("model", sa.Text(), nullable=True),
        sa.Column("subscriber_type", sa.Text(), nullable=False),
        sa.Column("subscriber", sa.Text(), nullable=False),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=True),
        sa.Column("custody", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("received_on", sa.Text(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("signed_on", sa.Text(), nullable=True),
        sa.Column("birth", sa.Text(), nullable=True),
        sa.Column("post", sa.Text(), nullable=True),
        sa.Column("mail", sa.Text(), nullable=True),
        sa.Column("phone", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("sample", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("token_person", "token", ["person"], unique=False)
    op.create_index("token_serial", "token", ["serial", "subscriber", "uid"], unique=False)
    op.create_index("token_unit", "token", ["unit"], unique=False)
    op.create_table(
        "certificate",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("unit", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("number", sa.Text(), nullable=False),
        sa.Column("issuer", sa.Text(), nullable=True),
        sa.Column("subject", sa.Text(), nullable=True),
        sa.Column("purpose", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("fingerprint", sa.Text(), nullable=True),
        sa.Column("der", sa.Text(), nullable=True),
        sa.Column("from_date", sa.Text(), nullable=False),
        sa.Column("to_date", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["token"],
            ["token.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["unit"],
            ["unit.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("certificate_ending", "certificate", ["state", "to_date"], unique=False)
    op.create_index("certificate_number", "certificate", ["number"], unique=False)
    op.create_index("certificate_person", "certificate", ["person"], unique=False)
    op.create_index(
        "certificate_token",
        "certificate",
        ["token", "state", "from_date", "to_date"],
        unique=False,
    )
    op.create_index("certificate_unit", "certificate", ["unit"], unique=False)
    op.create_table(
        "collection_answer",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("form", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("file", sa.Text(), nullable=False),
        sa.Column("sha256", sa.Text(), nullable=False),
        sa.Column("letter", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Text(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("refused", sa.Integer(), nullable=False),
        sa.Column("waiting", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["form"],
            ["collection_form.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("collection_answer_form", "collection_answer", ["form"], unique=False)
    op.create_table(
        "handout_line",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("handout", sa.Text(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("result", sa.Text(), nullable=True),
        sa.Column("result_on", sa.Text(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("was_serial", sa.Text(), nullable=True),
        sa.Column("pin_on", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["handout"],
            ["handout.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["token"],
            ["token.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("handout_line_handout", "handout_line", ["handout", "number"], unique=False)
    op.create_index("handout_line_token", "handout_line", ["token"], unique=False)
    op.create_table(
        "handover_device",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("handover", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["handover"],
            ["handover.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["token"],
            ["token.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("handover_device_handover", "handover_device", ["handover"], unique=False)
    op.create_index("handover_device_token", "handover_device", ["token"], unique=False)
    op.create_table(
        "token_replacement",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("replaced", sa.Text(), nullable=False),
        sa.Column("on_date", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["replaced"],
            ["token.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["token"],
            ["token.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("token_replacement_replaced", "token_replacement", ["replaced"], unique=False)
    op.create_index("token_replacement_token", "token_replacement", ["token"], unique=False)
    op.create_table(
        "certificate_content",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("organisations", sa.Text(), nullable=False),
        sa.Column("algorithm", sa.Text(), nullable=False),
        sa.Column("bits", sa.Integer(), nullable=False),
        sa.Column("curve", sa.Text(), nullable=True),
        sa.Column("digest", sa.Text(), nullable=True),
        sa.Column("usages", sa.Text(), nullable=True),
        sa.Column("extended", sa.Text(), nullable=True),
        sa.Column("critical", sa.Text(), nullable=False),
        sa.Column("signed_by", sa.Text(), nullable=True),
        sa.Column("listed", sa.Text(), nullable=True),
        sa.Column("listed_on", sa.Text(), nullable=True),
        sa.Column("listed_why", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate"],
            ["certificate.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["signed_by"],
            ["authority.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(
        "certificate_content_certificate", "certificate_content", ["certificate"], unique=False
    )
    op.create_index("certificate_content_key", "certificate_content", ["key"], unique=False)
    op.create_index(
        "certificate_content_signed_by", "certificate_content", ["signed_by"], unique=False
    )
    op.create_table(
        "issuer_request_item",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("request", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("token", sa.Text(), nullable=True),
        sa.Column("person", sa.Text(), nullable=True),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("answer", sa.Text(), nullable=True),
        sa.Column("answered_on", sa.Text(), nullable=True),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.ForeignKeyConstraint(
            ["certificate"],
            ["certificate.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["person"],
            ["person.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["request"],
            ["issuer_request.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["token"],
            ["token.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index(
        "issuer_request_item_certificate", "issuer_request_item", ["certificate"], unique=False
    )
    op.create_index("issuer_request_item_person", "issuer_request_item", ["person"], unique=False)
    op.create_index("issuer_request_item_request", "issuer_request_item", ["request"], unique=False)
    op.create_index("issuer_request_item_token", "issuer_request_item", ["token"], unique=False)
    op.create_table(
        "token_move",
        sa.Column("uid", sa.Text(), nullable=False),
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("certificate", sa.Text(), nullable=True),
        sa.Column("was", sa.Text(), nullable=True),
        sa.Column("became", sa.Text(), nullable=True),
        sa.Column("day", sa.Text(), nullable=True),
        sa.Column("paper", sa.Text(), nullable=True),
        sa.Column("receiver", sa.Text(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("run", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate"],
            ["certificate.uid"],
        ),
        sa.ForeignKeyConstraint(
            ["token"],
            ["token.uid"],
        ),
        sa.PrimaryKeyConstraint("uid"),
    )
    op.create_index("token_move_certificate", "token_move", ["certificate"], unique=False)
    op.create_index("token_move_token", "token_move", ["token", "place"], unique=False)
    op.execute(_SEARCH_INDEX)
