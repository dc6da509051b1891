"""The SQL of `cases_access`: one row for each way in that holds now. Written once, for both databases.

PostgreSQL joins what lets an organisation know as a LATERAL branch (its planner then starts from the reader's few
memberships); SQLite has no LATERAL and takes the same rows as a UNION ALL of plain joins.
"""

from __future__ import annotations

from common.areas import NAMED, Area, Level

ALL = 2 * int(Area.GENERAL) - 1
VIEW = "cases_access"


def in_force(alias: str, now: str) -> str:
    """A fact that holds: half-open, so the instant it ends it is over."""
    return f"{alias}.valid_from <= {now} AND {now} < {alias}.valid_until"


def not_blocked(case: str, now: str) -> str:
    return (
        f"NOT EXISTS (SELECT 1 FROM cases_block b WHERE b.case_id = {case} AND b.user_id = m.user_id"
        f" AND {in_force('b', now)})"
    )


def partnership(now: str) -> str:
    """One agreement in force with both associations as parties; its areas come with it."""
    return f"""JOIN organisations_partnershipparty p1 ON p1.organisation_id = t.organisation_id
  JOIN organisations_partnershipparty p2 ON p2.agreement_id = p1.agreement_id
    AND p2.organisation_id = c.leading_organisation_id
  JOIN organisations_partnershipagreement p ON p.id = p1.agreement_id AND {in_force("p", now)}"""


def cover(table: str, now: str) -> tuple[str, str]:
    """(FROM and WHERE of) what lets the team's association know: a recipient row or a legal ground."""
    return (
        f"FROM {table} k {partnership(now)}",
        f"k.case_id = c.id AND k.organisation_id = t.organisation_id AND c.leading_organisation_id <> t.organisation_id"
        f" AND {in_force('k', now)}",
    )


MEMBER = """FROM organisations_teammembership m
  JOIN accounts_user u ON u.id = m.user_id AND u.is_active
  JOIN organisations_team t ON t.id = m.team_id"""

ACTIVE_MEMBER = "(m.role = 'member' OR m.is_bound)"


def columns(areas: str) -> str:
    """What every branch selects."""
    coordination = f"CASE WHEN m.is_bound AND s.level >= {int(Level.COORDINATION)} THEN {areas} ELSE 0 END"
    return (
        f"s.id AS id, s.case_id AS case_id, m.user_id AS user_id, m.team_id AS team_id,"
        f" {areas} AS practical_areas, {coordination} AS coordination_areas, m.is_bound AS is_bound"
    )


def seated(party: str) -> str:
    """Members with an accepted seat of their team (`party` is team), or of their own (user)."""
    return f"""{MEMBER}
  JOIN cases_circlemembership s ON s.{party}_id = m.{party}_id
  JOIN cases_case c ON c.id = s.case_id"""


def seated_where(now: str) -> str:
    return f"{in_force('s', now)} AND {in_force('m', now)} AND {ACTIVE_MEMBER} AND {not_blocked('s.case_id', now)}"


def lateral_branch(party: str, now: str) -> str:
    """PostgreSQL: the leading organisation, or one cover within one partnership."""
    covers = "\n  UNION ALL\n  ".join(
        f"SELECT k.areas & p.areas AS areas {source}\n  WHERE {where}"
        for source, where in (cover("cases_sharingrecipient", now), cover("cases_legalground", now))
    )
    return f"""SELECT {columns("(s.areas & v.areas)")} {seated(party)}
CROSS JOIN LATERAL (
  SELECT {ALL} AS areas WHERE c.leading_organisation_id = t.organisation_id
  UNION ALL
  {covers}
) v
WHERE {seated_where(now)} AND s.areas & v.areas & {NAMED} <> 0"""


def plain_branches(party: str, now: str) -> list[str]:
    """SQLite: the same rows, a branch for each kind of cover."""
    leading = f"""SELECT {columns("s.areas")} {seated(party)}
WHERE c.leading_organisation_id = t.organisation_id AND {seated_where(now)}"""
    areas = "(s.areas & k.areas & p.areas)"
    covered = [
        f"""SELECT {columns(areas)} {seated(party)}
  JOIN {table} k ON k.case_id = c.id AND k.organisation_id = t.organisation_id AND {in_force("k", now)}
  {partnership(now)}
WHERE c.leading_organisation_id <> t.organisation_id AND {seated_where(now)} AND {areas} & {NAMED} <> 0"""
        for table in ("cases_sharingrecipient", "cases_legalground")
    ]
    return [leading, *covered]


def emergency_branch(now: str) -> str:
    """A bound member in whose name and team the file was opened, for hours: all areas, never past a block."""
    return f"""SELECT s.id, s.case_id, m.user_id, m.team_id, {ALL}, {ALL}, m.is_bound {MEMBER}
  JOIN cases_emergencyaccess s ON s.user_id = m.user_id AND s.team_id = m.team_id
WHERE {in_force("s", now)} AND {in_force("m", now)} AND m.is_bound AND {not_blocked("s.case_id", now)}"""


def select(vendor: str, now: str) -> str:
    """The whole predicate as one SELECT, with `now` as its clock."""
    if vendor == "postgresql":
        branches = [lateral_branch(party, now) for party in ("team", "user")]
    else:
        branches = [branch for party in ("team", "user") for branch in plain_branches(party, now)]
    return "\nUNION ALL\n".join([*branches, emergency_branch(now)])


SHOWN_BY = {
    "practical": f"{{level}} = {int(Level.PRACTICAL)} AND (w.practical_areas & {{area}}) > 0",
    "coordination": f"{{level}} = {int(Level.COORDINATION)} AND (w.coordination_areas & {{area}}) > 0",
    "restricted": f"{{level}} = {int(Level.RESTRICTED)} AND (w.practical_areas & {{area}}) > 0"
    " AND w.is_bound AND w.team_id = {author_team}",
    "author": "w.user_id = {author}",
}
"""What a way in `w` must meet to show an item: one of these. The SQL twin of `policy.Way.shows`."""


def shows_item(user: str, case: str, *, also: str = "", **item: str) -> str:
    """Whether one way in of a person shows an item, whose columns are `item`.

    `also`: what else a way may meet (a referral is shown by the very seat it gave).
    """
    clauses = [clause.format(**item) for clause in SHOWN_BY.values()] + ([also] if also else [])
    met = " OR ".join(f"({clause})" for clause in clauses)
    return f"EXISTS (SELECT 1 FROM {VIEW} w WHERE w.user_id = {user} AND w.case_id = {case} AND ({met}))"


LINKS = """FROM cases_caselink l
  LEFT JOIN people_legalrepresentative r ON r.id = l.representative_id AND r.person_id = l.person_id
  AND r.ended_on IS NULL AND (r.since_on IS NULL OR r.since_on <= {today})"""
"""A link, with whoever holds parental authority today when it is theirs."""

SHOWN_BY_LINK = {
    "own": "l.case_id = {case}",
    "level": f"{{level}} IN ({int(Level.PRACTICAL)}, {int(Level.COORDINATION)})",
    "kept": "NOT {hidden}",
    "due": "(l.kind = 'young_person' OR (r.id IS NOT NULL AND ({shown} OR {rule})))",
    "where": "(l.kind = 'young_person' OR {tells_nothing} OR NOT r.address_hidden)",
}
"""What the link of a person concerned must meet to show an item: all of these. The SQL twin of `policy.Concerned`."""

BY_THE_RULE = f"{{area}} NOT IN ({int(Area.MENTAL_HEALTH)}, {int(Area.HEALTH)})"
"""What representatives read under 16 of what nobody marked."""


def marked(effect: str, item: str, now: str) -> str:
    """A mark on the item, set for the readers of that kind of link."""
    return (
        f"EXISTS (SELECT 1 FROM cases_mark k WHERE k.case_id = l.case_id AND k.item = {item} AND k.reader = l.kind"
        f" AND k.effect = '{effect}' AND {in_force('k', now)})"
    )


def shows_to_link(link: str, now: str, *, by_the_rule: bool, says_where: bool, **names: str) -> str:
    """Whether a link shows an item, whose columns are `names`, on the day `today`: that parameter comes first.

    `by_the_rule`: whether representatives read, by the young person's age, what nobody marked; `says_where`: whether
    such an item tells a place or an hour.
    """
    parts = names | {
        "hidden": marked("hidden", names["item"], now),
        "shown": marked("shown", names["item"], now),
        "rule": BY_THE_RULE.format(**names) if by_the_rule else "1 = 0",
        "tells_nothing": "1 = 0" if says_where else "1 = 1",
    }
    met = " AND ".join(f"({clause.format(**parts)})" for clause in SHOWN_BY_LINK.values())
    holder = LINKS.format(**names)
    return f"EXISTS (SELECT 1 {holder} WHERE l.id = {link} AND {in_force('l', now)} AND {met})"


def create(vendor: str, now: str) -> str:
    return f"CREATE VIEW {VIEW} AS\n{select(vendor, now)}"


DROP = f"DROP VIEW IF EXISTS {VIEW}"
