"""Stand-ins for two CRMs, made after their documentation; see vendors.py."""
import base64
import csv
import datetime
import io
import json
import re
import subprocess
import tempfile

from vendors import Refused

HOUR = datetime.timedelta(hours=1)


NAMES = ["firstname", "lastname", "email", "phone", "country", "associatedcompanyid", "createdate", "lastmodifieddate", "hs_object_id", "acme_tier"]


class HubSpot:
    """Contacts found by their last change, a hundred at a time and 10,000 hits at most; archived ones in a list of their own."""

    def __init__(self, contacts, archived=()):
        self.contacts, self.archived = contacts, list(archived)
        self.companies = {}  # Of a contact: the first is its primary one
        self.names, self.asked_names = list(NAMES), set()

    def answer(self, request):
        request.want_bearer("pat-1")
        if request.path == "/crm/v3/properties/contacts":
            return 200, {"results": [{"name": name, "type": "string"} for name in self.names]}
        if request.method == "GET" and "associations" in request.query:
            return self.associated(request)
        if request.method == "GET":
            if len(request.target) > 8000:
                return 414, {}
            self.asked_names.update(request.query["properties"].split(","))
            request.want(archived="true", limit="100")
            at = int(request.query.get("after", "0"))
            return 200, self.page(self.archived[at:at + 100], at, len(self.archived))
        if request.path != "/crm/v3/objects/contacts/search":
            return 404, {"category": "OBJECT_NOT_FOUND"}
        asked = request.json()
        wanted = asked["filterGroups"][0]["filters"][0]
        if (wanted["propertyName"], wanted["operator"], asked["sorts"][0]["direction"]) != ("lastmodifieddate", "GTE", "ASCENDING"):
            raise Refused("not asked in the order of change")
        if not isinstance(asked["properties"], list) or asked["limit"] != 100:
            raise Refused("properties should be a list, limit 100")
        if unknown := set(asked["properties"]) - set(self.names):
            raise Refused(f"there is no property {sorted(unknown)}")
        since = datetime.datetime.fromtimestamp(int(wanted["value"]) / 1000, datetime.timezone.utc)
        found = [each for each in self.contacts if datetime.datetime.fromisoformat(each["updatedAt"]) >= since]
        at = int(asked.get("after", "0"))
        if at >= 10_000:
            return 400, {"status": "error", "category": "VALIDATION_ERROR", "message": "paging is limited to 10000 results"}
        return 200, {"total": len(found), **self.page(found[at:at + 100], at, len(found))}

    def associated(self, request):
        """The list of contacts with their companies; a primary one is there twice, by both of its types."""
        request.want(associations="companies", properties="hs_object_id", limit="100")
        rows = []
        for contact in self.contacts:
            companies = self.companies.get(contact["id"], [])
            results = [{"id": company, "type": "contact_to_company_unlabeled"} for company in companies]
            results += [{"id": company, "type": "contact_to_company"} for company in companies[:1]]
            rows.append({**contact, "properties": {"hs_object_id": contact["id"]},
                         **({"associations": {"companies": {"results": results}}} if results else {})})
        at = int(request.query.get("after", "0"))
        return 200, self.page(rows[at:at + 100], at, len(rows))

    @staticmethod
    def page(rows, at, total):
        return {"results": rows, **({"paging": {"next": {"after": str(at + 100)}}} if at + 100 < total else {})}


def bytes_of(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


class Salesforce:
    """An organization: a token by client credentials or by a signed assertion, queries in pages, jobs of the Bulk API, a list of errors where one is refused."""

    PAGE = 25
    COLUMNS = ["Id", "IsDeleted", "FirstName", "LastName", "Email", "LastModifiedDate", "SystemModstamp"]

    def __init__(self, records, certificate=None, relations=()):
        self.tables = {"Contact": records, "AccountContactRelation": relations}
        self.tokens, self.quota, self.certificate = 0, 0, certificate
        self.jobs, self.polls, self.deleted = {}, 0, []

    def answer(self, request):
        if request.path == "/services/oauth2/token":
            self.check_login(request.form())
            self.tokens += 1
            return 200, {"access_token": f"token-{self.tokens}", "instance_url": "https://eu7.my.salesforce.com", "token_type": "Bearer"}
        if request.headers.get("Authorization") != f"Bearer token-{self.tokens}":
            return 401, [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}]
        if self.quota:
            self.quota -= 1
            return 403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}]
        if found := re.fullmatch(r"/services/data/v60.0/jobs/query(?:/(\w+)(/results)?)?", request.path):
            return self.bulk(request, found[1], found[2])
        if found := re.fullmatch(r"/services/data/v60.0/query/01g-(\w+)-(.+)-(\d+)", request.path):
            table, since, at = found[1], found[2], int(found[3])
        else:
            if request.path != "/services/data/v60.0/queryAll":
                raise Refused("no such resource")
            table, since = self.asked_for(request.query.get("q", ""), " ORDER BY SystemModstamp, Id")
            at = 0
        rows = self.changed(table, since)
        more = at + self.PAGE < len(rows)
        return 200, {"totalSize": len(rows), "done": not more, "records": rows[at:at + self.PAGE],
                     **({"nextRecordsUrl": f"/services/data/v60.0/query/01g-{table}-{since}-{at + self.PAGE}"} if more else {})}

    def check_login(self, form):
        if self.certificate:
            if form.get("grant_type") != "urn:ietf:params:oauth:grant-type:jwt-bearer" or "client_secret" in form:
                raise Refused("not the grant of the app")
            return self.check_assertion(form["assertion"])
        if (form.get("grant_type"), form.get("client_id"), form.get("client_secret")) != ("client_credentials", "app", "secret"):
            raise Refused("the credentials of the application are wrong")
        return None

    def check_assertion(self, assertion):
        head, claims, signature = assertion.split(".")
        said = json.loads(bytes_of(claims))
        if json.loads(bytes_of(head))["alg"] != "RS256" or (said["iss"], said["sub"], said["aud"]) != ("app", "hub@acme.example", "https://login.salesforce.com"):
            raise Refused("the assertion is not for this app")
        with tempfile.NamedTemporaryFile() as file:
            file.write(bytes_of(signature))
            file.flush()
            subprocess.run(["openssl", "dgst", "-sha256", "-verify", self.certificate, "-signature", file.name],
                           input=f"{head}.{claims}".encode(), check=True, capture_output=True)

    @staticmethod
    def asked_for(query, order):
        found = re.fullmatch(r"SELECT ([\w, ]+) FROM (\w+) WHERE SystemModstamp >= (\S+)" + order, query)
        if not found:
            raise Refused("unexpected token")
        return found[2], found[3]

    def changed(self, table, since):
        return [each for each in self.tables[table] if each["SystemModstamp"][:19] >= since[:19]]

    def bulk(self, request, job, results):
        if request.method == "POST":
            asked = request.json()
            if asked["operation"] != "queryAll" or job:
                raise Refused("no such operation")
            name = f"750{len(self.jobs) + 1}"
            self.jobs[name] = self.changed(*self.asked_for(asked["query"], ""))
            self.polls = 0
            return 200, {"id": name, "state": "UploadComplete"}
        if job not in self.jobs:
            return 404, [{"errorCode": "NOT_FOUND", "message": "The requested resource does not exist"}]
        if request.method == "DELETE":
            self.deleted.append(job)
            return 204, ""
        if not results:
            self.polls += 1
            return 200, {"id": job, "state": "JobComplete" if self.polls > 2 else "InProgress"}
        request.want(maxRecords=str(self.PAGE))
        at = int(request.query.get("locator", "0"))
        page = io.StringIO()
        rows = csv.DictWriter(page, self.COLUMNS, extrasaction="ignore", quoting=csv.QUOTE_ALL, lineterminator="\n")
        rows.writeheader()
        rows.writerows({**each, "IsDeleted": str(each["IsDeleted"]).lower()} for each in self.jobs[job][at:at + self.PAGE])
        more = at + self.PAGE < len(self.jobs[job])
        return 200, page.getvalue(), {"Sforce-Locator": str(at + self.PAGE) if more else "null"}


def hubspot_contact(number, at, archived=False):
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z"
    return {"id": str(number), "archived": archived, "createdAt": stamp, "updatedAt": stamp,
            "properties": {"firstname": f"Ada{number}", "lastname": "Lovelace", "email": f"c{number}@mail.example", "lastmodifieddate": stamp}}


def salesforce_contact(number, at, **more):
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    return {"attributes": {"type": "Contact"}, "Id": f"003{number:012}AAA", "IsDeleted": False, "FirstName": f"서윤{number}", "LastName": "한",
            "Email": f"s{number}@mail.example", "LastModifiedDate": stamp, "SystemModstamp": stamp, **more}


def salesforce_relation(number, contact, account, at, **more):
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    return {"attributes": {"type": "AccountContactRelation"}, "Id": f"07k{number:012}AAA", "IsDeleted": False, "ContactId": f"003{contact:012}AAA",
            "AccountId": f"001{account:012}AAA", "IsDirect": False, "IsActive": True, "LastModifiedDate": stamp, "SystemModstamp": stamp, **more}
