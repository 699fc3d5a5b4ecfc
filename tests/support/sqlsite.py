"""A loyalty programme in a database of the test's own, and the hub that reads it as docs/guides/loyalty-over-sql.md says."""
import json
import re

from guide import blocks
from hubtest import ROOT, Site
from private_mariadb import MariaDB
from private_postgres import Postgres

GUIDE = ROOT / "docs/guides/loyalty-over-sql.md"
PASSWORD = "r3ad only"
MEMBERS = """CREATE TABLE {schema}members (member_no VARCHAR(20) PRIMARY KEY, name VARCHAR(100), birth DATE, sex VARCHAR(5), mobile VARCHAR(30),
  email VARCHAR(100), post_code VARCHAR(10), address VARCHAR(200), ci VARCHAR(40), grade VARCHAR(20), join_dt DATE,
  balance DECIMAL(12,0) NOT NULL DEFAULT 0, updated_at {time}, left_at {nullable});
CREATE TABLE {schema}ledger (txn_id {serial}, member_no VARCHAR(20) NOT NULL, type VARCHAR(10), points DECIMAL(12,0),
  txn_at {time}, memo VARCHAR(100), updated_at {time});
CREATE INDEX members_changed ON {schema}members (updated_at, member_no);
CREATE INDEX ledger_changed ON {schema}ledger (updated_at, txn_id);"""
ROWS = """plugin: sql
options:
  {options}
streams:
  rows:
    schedule: every 100ms
    {mode}
    max_missing: 1.0
    options: {{ {stream} }}
    map:
      - entity: person@1
        key: {{ ns: crm.customer, from: id }}
        fields: {{ name.full: name }}
"""


def rejected(site):
    return site.ok("rejects list").strip().splitlines()


def first_reject(site):
    """What `cxhub rejects show` tells. With the hub down: a row that is refused again gets a new number."""
    return site.ok("rejects show", rejected(site)[0].split()[0])


def payload(shown):
    """The payload as JSON, numbers as they are written."""
    return json.loads(shown.split("payload", 1)[1].strip(), parse_float=str, parse_int=str)


class PostgresProgramme(Postgres):
    """Schema loyalty; the hub's role may read it and no more."""
    schema = "loyalty."
    secret = PASSWORD

    def prepare(self):
        self.query("CREATE SCHEMA loyalty;" + MEMBERS.format(
            schema=self.schema, time="TIMESTAMPTZ NOT NULL DEFAULT now()", nullable="TIMESTAMPTZ", serial="BIGSERIAL PRIMARY KEY"))
        self.query(f"CREATE ROLE cxhub LOGIN PASSWORD '{PASSWORD}'; GRANT USAGE ON SCHEMA loyalty TO cxhub;"
                   " GRANT SELECT ON loyalty.members, loyalty.ledger TO cxhub")

    def options(self, more="tls: disable"):
        return f"driver: postgresql\n  host: 127.0.0.1\n  port: {self.port}\n  database: postgres\n  user: cxhub\n" \
               f"  password: \"${{secret:db}}\"\n  {more}"

    def pipeline(self, text):
        return text

    def try_sql(self, sql):
        return self.try_query(sql) is not None

    def crash(self):
        self.stop(3)  # SIGQUIT


class MariaProgramme(MariaDB):
    """Database crm; the hub's user may read its two tables and no more."""
    schema = ""
    secret = PASSWORD

    def prepare(self):
        self.query("CREATE DATABASE crm", "")
        self.query(MEMBERS.format(schema="", time="TIMESTAMP(6) NOT NULL DEFAULT CURRENT_TIMESTAMP(6)", nullable="TIMESTAMP(6) NULL",
                                  serial="BIGINT AUTO_INCREMENT PRIMARY KEY"))
        self.query(f"CREATE USER cxhub@'127.0.0.1' IDENTIFIED BY '{PASSWORD}'", "")
        for table in ("members", "ledger"):
            self.query(f"GRANT SELECT ON crm.{table} TO cxhub@'127.0.0.1'", "")

    def options(self, more="tls: disable"):
        return f"driver: mysql\n  host: 127.0.0.1\n  port: {self.port}\n  database: crm\n  user: cxhub\n" \
               f"  password: \"${{secret:db}}\"\n  {more}"

    def pipeline(self, text):
        """As the guide says what differs."""
        text = text.replace("to_char(txn_at AT TIME ZONE 'Asia/Seoul', 'YYYYMMDDHH24MISS')",
                            "DATE_FORMAT(CONVERT_TZ(txn_at, '+00:00', '+09:00'), '%Y%m%d%H%i%s')")
        return text.replace("loyalty.members", "members").replace("loyalty.ledger", "ledger")

    def try_sql(self, sql):
        return self.try_query(sql, "crm") is not None

    def crash(self):
        self.stop(9)


class Programme(Site):
    """The guide's pipeline over a database."""

    def __init__(self, database, more="tls: disable", schedule="every 100ms"):
        super().__init__({"secrets/db": database.secret}, hub="secrets: { directory: secrets }\n")
        self.path("secrets/db").chmod(0o600)
        self.database = database
        text = next(text for language, text in blocks(GUIDE.read_text(encoding="utf-8")) if language == "yaml")
        text = re.sub(r"driver: postgresql\n.*?(?=streams:)", lambda _: database.options(more) + "\n", text, flags=re.S)
        text = re.sub(r"schedule: every \w+", f"schedule: {schedule}", text)
        self.write("pipelines/loyalty.yaml", database.pipeline(text))

    def entities(self, kind):
        """{key: data} of what the hub has of a kind"""
        rows = [json.loads(line) for line in self.canonical().splitlines()]
        return {row["key"].split(":", 1)[1]: row["data"] for row in rows if row.get("entity") == kind}

    def status(self):
        return json.loads(self.ok("status", "--json"))

    def stream(self, name, pipeline="loyalty"):
        """The stream's row of `cxhub status`."""
        rows = self.status()["pipelines"]
        return next((row for row in rows if (row["name"], row["stream"]) == (pipeline, name)), {})
