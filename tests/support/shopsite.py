"""A small shop for tests of exits: customers in a CSV file, their orders in another, sinks as the test likes."""
import datetime
import json

from hubtest import Site

CUSTOMERS = """plugin: file
streams:
  customers:
    schedule: every 1s
    mode: snapshot
    max_missing: 1.0
    options: { path: customers.csv, key: id, settle: 0 }
    map:
      - entity: person@1
        key: { ns: shop.customer, from: id }
        fields: { name.full: name, birth_date: born, updated_at: changed }
        lists:
          contact_points:
            - set: { kind: { const: email }, email: email }
  orders:
    schedule: every 1s
    mode: snapshot
    max_missing: 1.0
    options: { path: orders.csv, key: id, settle: 0 }
    map:
      - entity: order@1
        key: { ns: shop.order, from: id }
        fields:
          buyer: { ref: { ns: shop.customer, from: customer } }
          placed_at: placed
          status: status
          total: { money: { amount: total, currency: { const: KRW } } }
"""
IDENTITY = """version: 1
namespaces:
  shop.customer: { of: person, links: alone, exclusive: false, cap: 1, scope: instance }
  shop.order: { of: other, links: never, scope: instance }
"""
SYLLABLES = ["ba", "ke", "di", "fo", "gu", "ha", "je", "li", "mo", "nu", "pa", "re", "si", "to", "vu", "wa", "ze", "chi", "sko", "tru"]


class Shop(Site):
    """Customers 1..n with an order each; change it, then call write_files()."""

    def __init__(self, count, hub=""):
        super().__init__({"pipelines/shop.yaml": CUSTOMERS, "identity.yaml": IDENTITY}, hub)
        self.customers = {}
        self.orders = {}
        for number in range(1, count + 1):
            self.add(number)
        self.write_files()

    def add(self, number, status="open"):
        """No two of them are alike: neither is taken for another."""
        born = datetime.date(1940, 1, 1) + datetime.timedelta(days=number * 3989 % 23000)
        spread = number * 7919 % 8000
        given = "".join(SYLLABLES[spread // step % 20] for step in (1, 20, 400)).capitalize()
        self.customers[f"C{number}"] = [f"{given} Number{number}", str(born), f"c{number}@example.com"]
        self.orders[f"O{number}"] = [f"C{number}", "2024-06-01T00:00:00Z", status, str(number)]

    def write_files(self):
        lines = ["id,name,born,email,changed"]
        lines += [f"{key},{name},{born},{email},2024-01-01T00:00:00Z" for key, (name, born, email) in self.customers.items()]
        self.write("customers.csv", "\n".join(lines) + "\n")
        lines = ["id,customer,placed,status,total"] + [",".join([key, *row]) for key, row in self.orders.items()]
        self.write("orders.csv", "\n".join(lines) + "\n")

    def sink(self, name):
        """The sink's entry in `cxhub status`."""
        rows = json.loads(self.ok("status", "--json"))["sinks"]
        return next(row for row in rows if row["name"] == name)

    def drained(self, name="out"):
        """Whether the hub has read all files, and the sink has all there is."""
        status = json.loads(self.ok("status", "--json"))
        if (status["store"]["party_records"], status["store"]["state_records"]) != (len(self.customers), len(self.orders)):
            return False
        row = next(row for row in status["sinks"] if row["name"] == name)
        return row["delivered_seq"] == status["store"]["last_seq"] and row.get("state") == "running"
