"""Every table of the vault's database.

Dates are ISO 8601 text, periods are `[from_date, to_date)` with an open end as NULL, times are
RFC 3339 UTC text, yes/no is 1/0. Register rows are known by `uid`, which never changes and is
never given again. Writing goes through `desktop.models.uow` alone.
"""

from __future__ import annotations

from sqlalchemy import (
    Column,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    text,
)

metadata = MetaData()


def _uid() -> Column[str]:
    return Column("uid", Text, primary_key=True)


def _refers(name: str, table: str, *, required: bool = True) -> Column[str]:
    return Column(name, Text, ForeignKey(f"{table}.uid"), nullable=not required)


def _period() -> tuple[Column[str], Column[str]]:
    return Column("from_date", Text, nullable=False), Column("to_date", Text)


# A unit is a lasting identity; everything that reform can change is in its dated versions.
unit = Table(
    "unit",
    metadata,
    _uid(),
    Column("phone", Text),
    Column("contact", Text),
    Column("note", Text),
    Column("sample", Integer, nullable=False, default=0),
)

unit_version = Table(
    "unit_version",
    metadata,
    _uid(),
    _refers("unit", "unit"),
    Column("name", Text, nullable=False),
    Column("short_name", Text),
    # A code of resources/units/types.toml, or the sender's own word where none fits.
    Column("type", Text),
    _refers("parent", "unit", required=False),
    # The state's code of the place, as text: "00004".
    Column("place", Text),
    # Order among brothers and sisters, as the templates and lists give it.
    Column("position", Integer, nullable=False, default=0),
    Column("basis", Text),
    *_period(),
    Index("unit_version_unit", "unit", "from_date"),
    Index("unit_version_parent", "parent"),
    # What does not hold on a day is found, and so counted, without reading the rest.
    Index("unit_version_period", "to_date", "from_date"),
)

identifier_code = Table(
    "identifier_code",
    metadata,
    _uid(),
    _refers("unit", "unit"),
    Column("scheme", Text, nullable=False),
    Column("value", Text, nullable=False),
    # planned, sent, accepted, live, refused
    Column("state", Text, nullable=False, default="planned"),
    Column("basis", Text),
    *_period(),
    Index("identifier_code_value", "scheme", "value"),
    # With the scheme: else SQLite reads all codes of the scheme for those of a few units.
    Index("identifier_code_unit", "unit", "scheme"),
)

# How far a code is on each system. No row means that it is only planned there; what is said of
# `system` stands in identifier_code.state too, which goes into bundles. Two things do not: a
# difference, and that a bundle was sealed (see services/sent_codes); `told_state` reads the latter.
code_state = Table(
    "code_state",
    metadata,
    _uid(),
    _refers("code", "identifier_code"),
    # "system" or "axis"
    Column("system", Text, nullable=False),
    # planned, sent, accepted, live, refused, mismatch
    Column("state", Text, nullable=False),
    Column("on_date", Text, nullable=False),
    Column("reason", Text),
    # The number of the bundle that it was sent in.
    Column("bundle", Integer),
    Index("code_state_code", "code"),
)

# Values that are set apart: "reserved" ones are given to nobody, "locked" ones stay with their
# unit when codes are planned.
code_mark = Table(
    "code_mark",
    metadata,
    _uid(),
    Column("scheme", Text, nullable=False),
    Column("value", Text, nullable=False),
    # "reserved" or "locked"
    Column("mark", Text, nullable=False),
    Column("note", Text),
    # From when it was set apart until it was released; only an open one counts.
    *_period(),
    Index("code_mark_value", "scheme", "value"),
)

# How documents officially reach a unit: system, axis, private, paper. No row means the system.
channel = Table(
    "channel",
    metadata,
    _uid(),
    _refers("unit", "unit"),
    Column("environment", Text, nullable=False),
    Column("channel", Text, nullable=False),
    *_period(),
    Index("channel_unit", "unit"),
)

# What a unit is and is not used for: no exemption, for nothing is missing there.
unit_profile = Table(
    "unit_profile",
    metadata,
    _uid(),
    _refers("unit", "unit"),
    # "clerk_level": chỉ mức văn thư; "no_clear": không dùng bản rõ.
    Column("profile", Text, nullable=False),
    *_period(),
    Index("unit_profile_unit", "unit"),
)

# A decision lets a unit be without a way for documents of a level and above, until a day.
exemption = Table(
    "exemption",
    metadata,
    _uid(),
    _refers("unit", "unit"),
    # "ro" or "mat"; NULL: both.
    Column("environment", Text),
    # "receive" or "send"; NULL: both.
    Column("direction", Text),
    # SecrecyLevel as a number: the lowest that is exempt.
    Column("level", Integer, nullable=False, default=0),
    Column("decision", Text, nullable=False),
    Column("from_date", Text, nullable=False),
    Column("to_date", Text, nullable=False),
    Index("exemption_unit", "unit"),
)

# How far the unit's encrypted line (BML) has come, stage by stage: the period of each ends where
# the next begins. No row means no line: secret documents do not arrive.
line = Table(
    "line",
    metadata,
    _uid(),
    _refers("unit", "unit"),
    # issued, received, installed, connected, monitored: it carries from "connected" on.
    Column("stage", Text, nullable=False, default="connected"),
    *_period(),
    Index("line_unit", "unit"),
)

person = Table(
    "person",
    metadata,
    _uid(),
    _refers("unit", "unit", required=False),
    Column("name", Text, nullable=False),
    Column("post", Text),
    Column("phone", Text),
    Column("mail", Text),
    # SecrecyLevel as a number; NULL is no clearance, which is Không mật.
    Column("clearance", Integer),
    Column("clearance_basis", Text),
    # First day on which the clearance no longer holds.
    Column("clearance_until", Text),
    Column("sample", Integer, nullable=False, default=0),
    Index("person_unit", "unit"),
    # The first names of a Vietnamese alphabet are found by their initials, and these are counted
    # along an index a tenth as wide.
    Index("person_letter", text("substr(name, 1, 1)")),
    Index("person_initial", text("substr(name, 1, 1)"), "name", "uid"),
)

endpoint = Table(
    "endpoint",
    metadata,
    _uid(),
    _refers("unit", "unit"),
    # A code of resources/units/roles.toml.
    Column("role", Text, nullable=False),
    # "ro" or "mat"
    Column("environment", Text, nullable=False),
    Column("receives", Integer, nullable=False, default=1),
    Column("sends", Integer, nullable=False, default=1),
    # SecrecyLevel as a number.
    Column("ceiling", Integer, nullable=False, default=0),
    Column("account", Text),
    # Codes of resources/units/document-types.toml with spaces between; NULL: documents of any type.
    Column("document_types", Text),
    # planned, active, suspended, closed
    Column("state", Text, nullable=False, default="active"),
    Column("note", Text),
    *_period(),
    Index("endpoint_unit", "unit"),
    Index("endpoint_period", "to_date", "from_date"),
)

# A person holding an endpoint. An endpoint without a holding is "chưa bố trí".
holding = Table(
    "holding",
    metadata,
    _uid(),
    _refers("endpoint", "endpoint"),
    _refers("person", "person"),
    Column("basis", Text),
    *_period(),
    Index("holding_endpoint", "endpoint"),
    Index("holding_person", "person"),
)

stand_in = Table(
    "stand_in",
    metadata,
    _uid(),
    _refers("endpoint", "endpoint"),
    _refers("person", "person"),
    Column("position", Integer, nullable=False, default=1),
    Column("reason", Text),
    # Whose leave it covers: that person is nowhere meanwhile. NULL: a deputy beside the holder.
    _refers("away", "person", required=False),
    *_period(),
    Index("stand_in_endpoint", "endpoint"),
    Index("stand_in_person", "person"),
    Index("stand_in_away", "away"),
)

# Which endpoint takes what (quy tắc chọn đầu mối tiếp nhận), of a unit and, where `inherited`, of
# all below it. The first that fits wins; a unit's own come before those of the unit above.
target_rule = Table(
    "target_rule",
    metadata,
    _uid(),
    _refers("unit", "unit"),
    Column("position", Integer, nullable=False, default=1),
    # Codes with spaces between, as of an endpoint; NULL: any type.
    Column("document_types", Text),
    # "ro" or "mat"; NULL: both.
    Column("environment", Text),
    # SecrecyLevel as numbers, both included.
    Column("level_from", Integer, nullable=False, default=0),
    Column("level_to", Integer, nullable=False, default=3),
    # The unit that sends, or one above it; NULL: anybody.
    _refers("sender", "unit", required=False),
    # The role whose endpoints take it; the other where none of those is in use.
    Column("role", Text, nullable=False),
    Column("fallback", Text),
    Column("inherited", Integer, nullable=False, default=1),
    Column("basis", Text),
    *_period(),
    Index("target_rule_unit", "unit"),
)

token = Table(
    "token",
    metadata,
    _uid(),
    _refers("unit", "unit", required=False),
    _refers("person", "person", required=False),
    # Normalised: upper case, no separators. NULL while only requested.
    Column("serial", Text),
    Column("label", Text),
    Column("model", Text),
    # "person" or "organ"
    Column("subscriber_type", Text, nullable=False),
    Column("subscriber", Text, nullable=False),
    # "sign", "encrypt", "authenticate"
    Column("purpose", Text, nullable=False),
    # The letter that registered it.
    Column("request", Text),
    # requested, stock, transit, received, handed_over, returned, destroyed, lost, damaged
    Column("custody", Text, nullable=False),
    # ok, few, final, locked, unknown
    Column("access", Text, nullable=False, default="unknown"),
    Column("received_on", Text),
    Column("receiver", Text),
    # The day the receiver signed; "handed over" needs it.
    Column("signed_on", Text),
    Column("birth", Text),
    Column("post", Text),
    Column("mail", Text),
    Column("phone", Text),
    Column("note", Text),
    Column("sample", Integer, nullable=False, default=0),
    Index("token_serial", "serial", "subscriber", "uid"),
    Index("token_unit", "unit"),
    Index("token_person", "person"),
)

certificate = Table(
    "certificate",
    metadata,
    _uid(),
    _refers("token", "token", required=False),
    _refers("unit", "unit", required=False),
    _refers("person", "person", required=False),
    # Serial number given by its issuer, upper-case hexadecimal without separators.
    Column("number", Text, nullable=False),
    Column("issuer", Text),
    Column("subject", Text),
    Column("purpose", Text, nullable=False),
    # requested, registered, issued, active, on_hold, revocation_pending, revoked, superseded,
    # refused
    Column("state", Text, nullable=False),
    # SHA-256 of the certificate, and the certificate itself in base64 DER, where we have it.
    Column("fingerprint", Text),
    Column("der", Text),
    *_period(),
    Index("certificate_number", "number"),
    # Whether a token bears a certificate in force is read from it alone.
    Index("certificate_token", "token", "state", "from_date", "to_date"),
    Index("certificate_person", "person"),
    Index("certificate_unit", "unit"),
    # What ends soon is found without reading the rest.
    Index("certificate_ending", "state", "to_date"),
)

# Something a person must settle, opened by an import, a check or a reorganisation.
task = Table(
    "task",
    metadata,
    _uid(),
    _refers("unit", "unit", required=False),
    Column("kind", Text, nullable=False),
    Column("subject", Text, nullable=False),
    Column("opened_on", Text, nullable=False),
    Column("closed_on", Text),
    # The uid of the record that it is about, where it is about one.
    Column("record", Text),
    Index("task_record", "record"),
)

# A dated event of a reorganisation. Never deleted, only answered by others.
event = Table(
    "event",
    metadata,
    _uid(),
    # An EventKind of desktop.domain.reorganisation.
    Column("kind", Text, nullable=False),
    # The legal day; and the day from which people work by it, where another.
    Column("day", Text, nullable=False),
    Column("operational_day", Text),
    Column("basis", Text),
    # 1: it follows from another event of the same plan.
    Column("derived", Integer, nullable=False, default=0),
    Index("event_day", "day"),
)

# Which units an event had before and after it.
event_unit = Table(
    "event_unit",
    metadata,
    _uid(),
    _refers("event", "event"),
    _refers("unit", "unit"),
    # "before" or "after"
    Column("side", Text, nullable=False),
    # 0: a part of the unit only.
    Column("whole", Integer, nullable=False, default=1),
    Index("event_unit_event", "event"),
    Index("event_unit_unit", "unit"),
)

# How much a unit used the system over a period, as its source counted it.
use_statistic = Table(
    "use_statistic",
    metadata,
    _uid(),
    # The unit as the source names it; its uid where the registers have it in that period.
    Column("subject", Text, nullable=False),
    _refers("unit", "unit", required=False),
    *_period(),
    Column("users", Integer),
    Column("logins", Integer),
    Column("incoming", Integer),
    Column("outgoing", Integer),
    Column("forwarded", Integer),
    Column("source", Text),
    Index("use_statistic_unit", "unit", "from_date"),
)

# What a letter says of a named unit or of a whole, beside what the registers compute.
declared = Table(
    "declared",
    metadata,
    _uid(),
    # The letter, and its day.
    Column("source", Text, nullable=False),
    Column("on_date", Text, nullable=False),
    # The unit as the letter names it; NULL: of the whole.
    Column("subject", Text),
    # The unit of the registers that bears this name, where one does.
    _refers("unit", "unit", required=False),
    # The column's heading, and what stands under it.
    Column("content", Text, nullable=False),
    Column("value", Text, nullable=False),
    # What "value" counts where it is of the whole: a value's word, "" for the column's total.
    Column("counts", Text),
    Index("declared_source", "source", "on_date"),
    Index("declared_unit", "unit"),
)

# Bundles sealed by this vault. What one has sealed is answered by a new event, never undone.
bundle = Table(
    "bundle",
    metadata,
    _uid(),
    Column("sequence", Integer, nullable=False, unique=True),
    Column("kind", Text, nullable=False),
    Column("file", Text, nullable=False),
    Column("digest", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    # The header as canonical JSON: what was known when it was sealed.
    Column("header", Text, nullable=False),
    # The journal's head when the rows were read: runs up to it are sealed.
    Column("journal_run", Integer, nullable=False),
    Column("state", Text, nullable=False),
    Column("created", Text, nullable=False),
)

# A round of forms that went out to communes (đợt thu thập): who was asked, and what came back.
collection = Table(
    "collection",
    metadata,
    _uid(),
    # Counted from 1; what people call it by.
    Column("number", Integer, nullable=False, unique=True),
    _refers("unit", "unit"),
    # Number and date of the letter that it went out with.
    Column("letter", Text),
    Column("started_on", Text, nullable=False),
    # The last day for answers.
    Column("due_on", Text),
)

collection_form = Table(
    "collection_form",
    metadata,
    _uid(),
    _refers("collection", "collection"),
    _refers("unit", "unit"),
    Column("file", Text, nullable=False),
    # SHA-256 of each row as it went out, a JSON list: what comes back so says nothing new.
    Column("content", Text, nullable=False),
    Index("collection_form_collection", "collection"),
)

# What a file that came back answered of one form; a file may answer several, a form be answered
# again, which `number` counts over all rounds. `refused` rows of the form went back to who sent
# them.
collection_answer = Table(
    "collection_answer",
    metadata,
    _uid(),
    _refers("form", "collection_form"),
    Column("number", Integer, nullable=False),
    Column("file", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    # Number and date of the letter that came with it, as the sender wrote them.
    Column("letter", Text),
    Column("answered_on", Text, nullable=False),
    Column("accepted", Integer, nullable=False),
    Column("refused", Integer, nullable=False),
    # The file's rows that were refused, of whichever form: a JSON list of [sheet, row].
    Column("waiting", Text, nullable=False),
    Index("collection_answer_form", "form"),
)

# A round of test documents (văn bản gửi thử), and each document: what came of it, and when.
test_round = Table(
    "test_round",
    metadata,
    _uid(),
    # Counted from 1; what people call it by.
    Column("number", Integer, nullable=False, unique=True),
    # The unit that sends them.
    _refers("unit", "unit"),
    Column("letter", Text),
    Column("planned_on", Text, nullable=False),
    # The last day for results.
    Column("due_on", Text),
)

test_document = Table(
    "test_document",
    metadata,
    _uid(),
    _refers("round", "test_round"),
    _refers("endpoint", "endpoint"),
    # Counted from 1 in its round: stands on the document itself.
    Column("number", Integer, nullable=False),
    # SecrecyLevel as a number.
    Column("level", Integer, nullable=False, default=0),
    # "arrived" or "lost"; NULL: not known yet.
    Column("result", Text),
    Column("result_on", Text),
    Column("note", Text),
    Index("test_document_round", "round"),
    Index("test_document_endpoint", "endpoint"),
)

# A record without a period (a person, a device, a task) goes to another unit on a day that was
# still to come when the reorganisation was written; `done_on` is the day it was moved.
coming_move = Table(
    "coming_move",
    metadata,
    _uid(),
    Column("day", Text, nullable=False),
    # The record's register, a name in REGISTERS, and its uid.
    Column("register", Text, nullable=False),
    Column("record", Text, nullable=False),
    _refers("unit", "unit"),
    Column("done_on", Text),
    Index("coming_move_open", "done_on", "day"),
)

# Every move of a token: who had it done is the run's actor, when it was written the run's time.
# Beside the registers: names of receivers and reasons stay with the office that wrote them.
token_move = Table(
    "token_move",
    metadata,
    _uid(),
    _refers("token", "token"),
    # Counted from 1 for each token: the order of its moves.
    Column("place", Integer, nullable=False),
    # "custody", "certificate", "access" (states of desktop.domain.custody), "holder" (a person's
    # uid), "unit" (a unit's) or "device" (a serial: another device took its place).
    Column("kind", Text, nullable=False),
    # Of the kind "certificate", which one.
    _refers("certificate", "certificate", required=False),
    # NULL: it was not there before; nobody's, or no unit's, any more.
    Column("was", Text),
    Column("became", Text),
    # The day that was told; NULL: nobody told one.
    Column("day", Text),
    Column("paper", Text),
    Column("receiver", Text),
    Column("reason", Text),
    # The run that wrote it.
    Column("run", Integer, nullable=False),
    Index("token_move_token", "token", "place"),
    # Removing a certificate looks for what refers to it.
    Index("token_move_certificate", "certificate"),
)

# Authorities whose certificates were taken in. An anchor is one that an administrator compared with
# the fingerprint on paper; others stand between an anchor and subscribers.
authority = Table(
    "authority",
    metadata,
    _uid(),
    Column("subject", Text, nullable=False),
    Column("issuer", Text, nullable=False),
    Column("number", Text, nullable=False),
    # SHA-256 of the certificate, and the certificate itself in base64 DER.
    Column("fingerprint", Text, nullable=False),
    Column("der", Text, nullable=False),
    # SHA-256 of its public key as SubjectPublicKeyInfo: a renewed authority keeps its key.
    Column("key", Text, nullable=False),
    Column("anchor", Integer, nullable=False, default=0),
    # Whose key its signature was checked with; NULL: none that is here.
    _refers("signed_by", "authority", required=False),
    # How many authorities may stand between it and a subscriber; NULL: any number.
    Column("path_length", Integer),
    *_period(),
    Index("authority_fingerprint", "fingerprint"),
    Index("authority_signed_by", "signed_by"),
)

# The newest list of revoked certificates of an authority.
revocation_list = Table(
    "revocation_list",
    metadata,
    _uid(),
    _refers("authority", "authority"),
    # Its number as decimal digits, where it has one.
    Column("number", Text),
    # RFC 3339 UTC: when it was made, and when the next was promised.
    Column("made_at", Text, nullable=False),
    Column("next_at", Text),
    Column("entries", Integer, nullable=False),
    Column("sha256", Text, nullable=False),
    # The list itself in base64 DER.
    Column("der", Text, nullable=False),
    Index("revocation_list_authority", "authority"),
)

# What stands in a certificate that is kept whole, read once, so that checks need not open it again.
certificate_content = Table(
    "certificate_content",
    metadata,
    _uid(),
    _refers("certificate", "certificate"),
    # SHA-256 of the public key as SubjectPublicKeyInfo.
    Column("key", Text, nullable=False),
    # The OU and O of its subject, one a line, the innermost first.
    Column("organisations", Text, nullable=False),
    # As in desktop.domain.certificate_policy.CertificateContent, lists with spaces between.
    Column("algorithm", Text, nullable=False),
    Column("bits", Integer, nullable=False),
    Column("curve", Text),
    Column("digest", Text),
    Column("usages", Text),
    Column("extended", Text),
    Column("critical", Text, nullable=False),
    # Whose key its signature was checked with; NULL: none that is here.
    _refers("signed_by", "authority", required=False),
    # What its authority's list says: "revoked" or "on_hold", the day, and the reason in RFC 5280's
    # words; NULL: it is not in that list.
    Column("listed", Text),
    Column("listed_on", Text),
    Column("listed_why", Text),
    Index("certificate_content_certificate", "certificate"),
    Index("certificate_content_key", "key"),
    Index("certificate_content_signed_by", "signed_by"),
)

# A delivery of devices (đợt giao hàng): who sent it with which letter, and where it is kept.
delivery = Table(
    "delivery",
    metadata,
    _uid(),
    # Counted from 1; what people call it by.
    Column("number", Integer, nullable=False, unique=True),
    Column("sender", Text, nullable=False),
    # The letter's number, and its day.
    Column("letter", Text),
    Column("letter_on", Text),
    # The day it came; NULL: it is only announced.
    Column("arrived_on", Text),
    Column("boxes", Integer),
    Column("kept_at", Text),
    Column("note", Text),
)

# A device of a delivery: in its list (`listed`), found on a day, or both. Whose it is stands in the
# register of tokens, under the same serial.
delivery_item = Table(
    "delivery_item",
    metadata,
    _uid(),
    _refers("delivery", "delivery"),
    # Normalised as in `token`.
    Column("serial", Text, nullable=False),
    Column("model", Text),
    Column("listed", Integer, nullable=False, default=1),
    # The box by the list, and the one it was found in.
    Column("box", Text),
    Column("found_on", Text),
    Column("found_box", Text),
    # What the list says of it besides.
    Column("note", Text),
    Index("delivery_item_delivery", "delivery"),
    Index("delivery_item_serial", "serial"),
)

# A count of a box (kiểm đếm hộp): how many should have been in it, how many were, and the serials
# that were missing or too many, with spaces between.
box_count = Table(
    "box_count",
    metadata,
    _uid(),
    _refers("delivery", "delivery"),
    Column("box", Text, nullable=False),
    Column("counted_on", Text, nullable=False),
    Column("counted_by", Text),
    Column("expected", Integer, nullable=False),
    Column("seen", Integer, nullable=False),
    Column("missing", Text, nullable=False),
    Column("extra", Text, nullable=False),
    Index("box_count_delivery", "delivery"),
)

# A handing-out day (buổi cấp phát), and each device that is to be handed out at it.
handout = Table(
    "handout",
    metadata,
    _uid(),
    # Counted from 1; what people call it by.
    Column("number", Integer, nullable=False, unique=True),
    Column("held_on", Text, nullable=False),
    Column("place", Text),
)

handout_line = Table(
    "handout_line",
    metadata,
    _uid(),
    _refers("handout", "handout"),
    # Counted from 1 in its day: its place in the list that is signed.
    Column("number", Integer, nullable=False),
    _refers("token", "token"),
    # "handed", "proxy" (received for another), "absent"; NULL: still to come.
    Column("result", Text),
    Column("result_on", Text),
    # Who received for another, and number and date of the letter of introduction.
    Column("receiver", Text),
    Column("paper", Text),
    # The serial of the device that was swapped for another one here.
    Column("was_serial", Text),
    # The day the envelope with the PIN was handed over.
    Column("pin_on", Text),
    Index("handout_line_handout", "handout", "number"),
    Index("handout_line_token", "token"),
)

# Minutes of handing devices over (biên bản giao nhận thiết bị lưu khoá bí mật): they wait until a
# signed copy is recorded, or the receiver signed with a device that they name.
handover = Table(
    "handover",
    metadata,
    _uid(),
    # Counted from 1; what people call it by.
    Column("number", Integer, nullable=False, unique=True),
    # Where the devices are once it is signed: received, handed_over, returned.
    Column("custody", Text, nullable=False),
    Column("drawn_on", Text, nullable=False),
    # All that the paper says, as canonical JSON; its SHA-256 stands on the paper and is signed.
    Column("told", Text, nullable=False),
    Column("digest", Text, nullable=False),
    # NULL: it waits.
    Column("signed_on", Text),
    # Number and date of the signed paper.
    Column("paper", Text),
    # The signed copy, and the receiver's signature (CMS, detached over "told"): files of kept_file.
    Column("scan", Text),
    Column("signature", Text),
    # Given up before it was signed, and why.
    Column("cancelled_on", Text),
    Column("reason", Text),
)

handover_device = Table(
    "handover_device",
    metadata,
    _uid(),
    _refers("handover", "handover"),
    _refers("token", "token"),
    Index("handover_device_handover", "handover"),
    Index("handover_device_token", "token"),
)

# Requests to the issuer (đề nghị gửi nơi cấp): a draft until its letter is sent, then each of its
# items waits for an answer. What its forms say is read from the registers; no citizen id is kept.
issuer_request = Table(
    "issuer_request",
    metadata,
    _uid(),
    # Counted from 1; what people call it by.
    Column("number", Integer, nullable=False, unique=True),
    # new, renew, change, revoke, recover
    Column("kind", Text, nullable=False),
    Column("drawn_on", Text, nullable=False),
    Column("reason", Text),
    # Number and date of the letter, and the day it was sent; NULL: a draft.
    Column("letter", Text),
    Column("sent_on", Text),
    # A draft that was given up.
    Column("cancelled_on", Text),
)

issuer_request_item = Table(
    "issuer_request_item",
    metadata,
    _uid(),
    _refers("request", "issuer_request"),
    # Counted from 1 in its request: the order of its list.
    Column("place", Integer, nullable=False),
    # The device; of a person who has none yet it is written down when the letter is sent.
    _refers("token", "token", required=False),
    _refers("person", "person", required=False),
    # Of the kinds renew, change and revoke: which one. Of "new": the one that was asked for.
    _refers("certificate", "certificate", required=False),
    # "confirmed" or "refused"; NULL: no answer yet.
    Column("answer", Text),
    Column("answered_on", Text),
    # Number and date of the answer, and why it was refused.
    Column("paper", Text),
    Column("reason", Text),
    Index("issuer_request_item_request", "request"),
    Index("issuer_request_item_token", "token"),
    Index("issuer_request_item_person", "person"),
    Index("issuer_request_item_certificate", "certificate"),
)

# The device that took the place of a lost, damaged or returned one.
token_replacement = Table(
    "token_replacement",
    metadata,
    _uid(),
    _refers("token", "token"),
    _refers("replaced", "token"),
    Column("on_date", Text, nullable=False),
    Column("reason", Text),
    Index("token_replacement_token", "token"),
    Index("token_replacement_replaced", "replaced"),
)

# The registers: what the data hash covers, in the order in which rows may refer to earlier ones.
REGISTERS = (
    unit,
    unit_version,
    identifier_code,
    channel,
    unit_profile,
    exemption,
    line,
    person,
    endpoint,
    holding,
    stand_in,
    target_rule,
    token,
    certificate,
    task,
    event,
    event_unit,
    code_state,
    code_mark,
    use_statistic,
)

# Kept beside the registers and never part of them: the data hash leaves it out.
BESIDE = (
    declared,
    collection,
    collection_form,
    collection_answer,
    test_round,
    test_document,
    coming_move,
    token_move,
    authority,
    revocation_list,
    certificate_content,
    delivery,
    delivery_item,
    box_count,
    handout,
    handout_line,
    handover,
    handover_device,
    issuer_request,
    issuer_request_item,
    token_replacement,
)

# What the unit of work may write: each change to one of these stands in the journal.
JOURNALED = (*REGISTERS, *BESIDE, bundle)

# One command's transaction; `hash` chains them.
run = Table(
    "run",
    metadata,
    Column("number", Integer, primary_key=True),
    Column("actor", Text, nullable=False),
    Column("role", Text, nullable=False),
    Column("at", Text, nullable=False),
    Column("command", Text, nullable=False),
    # What the command was given, as canonical JSON, without secrets.
    Column("arguments", Text, nullable=False),
    Column("changes", Integer, nullable=False),
    # The run that this one undoes.
    Column("undoes", Integer),
    Column("digest", Text, nullable=False),
    Column("previous", Text, nullable=False),
    Column("hash", Text, nullable=False),
)

# The changes of a run, 500 to a chunk: see desktop.models.journal for the form of a body.
run_chunk = Table(
    "run_chunk",
    metadata,
    Column("run", Integer, ForeignKey("run.number"), primary_key=True),
    Column("position", Integer, primary_key=True),
    Column("body", LargeBinary, nullable=False),
)

# Files kept with papers (scans, signatures), by their SHA-256. They never change; the journal names
# them by it and does not hold them, so that undo and redo find them here.
kept_file = Table(
    "kept_file",
    metadata,
    Column("digest", Text, primary_key=True),
    Column("content", LargeBinary, nullable=False),
)

setting = Table(
    "setting",
    metadata,
    Column("name", Text, primary_key=True),
    Column("value", Text, nullable=False),
)

# Which full-text row belongs to which record: the index itself keeps no texts.
search_key = Table(
    "search_key",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", Text, nullable=False),
    Column("uid", Text, nullable=False, unique=True),
)

SEARCH_INDEX_SQL = (
    "CREATE VIRTUAL TABLE search_index USING fts5(words, content='', contentless_delete=1,"
    " detail='none', prefix='1 2 3', tokenize=\"unicode61\")"
)
