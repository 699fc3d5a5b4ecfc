"""Stand-ins for two CRMs, made after their documentation; see vendors.py."""
import datetime
import json
import re

from vendors import Refused

HOUR = datetime.timedelta(hours=1)


class HubSpot:
    """Contacts found by their last change, a hundred at a time and 10,000 hits at most; archived ones in a list of their own."""

    def __init__(self, contacts, archived=()):
        self.contacts, self.archived = contacts, list(archived)

    def answer(self, request):
        request.want_bearer("pat-1")
        if request.method == "GET":
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
        since = datetime.datetime.fromtimestamp(int(wanted["value"]) / 1000, datetime.timezone.utc)
        found = [each for each in self.contacts if datetime.datetime.fromisoformat(each["updatedAt"]) >= since]
        at = int(asked.get("after", "0"))
        if at >= 10_000:
            return 400, {"status": "error", "category": "VALIDATION_ERROR", "message": "paging is limited to 10000 results"}
        return 200, {"total": len(found), **self.page(found[at:at + 100], at, len(found))}

    @staticmethod
    def page(rows, at, total):
        return {"results": rows, **({"paging": {"next": {"after": str(at + 100)}}} if at + 100 < total else {})}


class Salesforce:
    """An organization: a token by client credentials, queries in pages, a list of errors where one is refused."""

    PAGE = 25

    def __init__(self, records):
        self.records, self.tokens, self.quota = records, 0, 0

    def answer(self, request):
        if request.path == "/services/oauth2/token":
            form = request.form()
            if (form.get("grant_type"), form.get("client_id"), form.get("client_secret")) != ("client_credentials", "app", "secret"):
                raise Refused("the credentials of the application are wrong")
            self.tokens += 1
            return 200, {"access_token": f"token-{self.tokens}", "instance_url": self.url, "token_type": "Bearer"}
        if request.headers.get("Authorization") != f"Bearer token-{self.tokens}":
            return 401, [{"errorCode": "INVALID_SESSION_ID", "message": "Session expired or invalid"}]
        if self.quota:
            self.quota -= 1
            return 403, [{"errorCode": "REQUEST_LIMIT_EXCEEDED", "message": "TotalRequests Limit exceeded."}]
        if found := re.fullmatch(r"/services/data/v60.0/query/01g-(.+)-(\d+)", request.path):
            since, at = found[1], int(found[2])
        else:
            query = re.fullmatch(r"SELECT ([\w, ]+) FROM Contact WHERE SystemModstamp >= (\S+) ORDER BY SystemModstamp, Id", request.query.get("q", ""))
            if request.path != "/services/data/v60.0/queryAll" or not query:
                return 400, [{"errorCode": "MALFORMED_QUERY", "message": "unexpected token"}]
            since, at = query[2], 0
        rows = [each for each in self.records if each["SystemModstamp"][:19] >= since[:19]]
        more = at + self.PAGE < len(rows)
        return 200, {"totalSize": len(rows), "done": not more, "records": rows[at:at + self.PAGE],
                     **({"nextRecordsUrl": f"/services/data/v60.0/query/01g-{since}-{at + self.PAGE}"} if more else {})}


def hubspot_contact(number, at, archived=False):
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S.%f")[:23] + "Z"
    return {"id": str(number), "archived": archived, "createdAt": stamp, "updatedAt": stamp,
            "properties": {"firstname": f"Ada{number}", "lastname": "Lovelace", "email": f"c{number}@mail.example", "lastmodifieddate": stamp}}


def salesforce_contact(number, at, **more):
    stamp = at.strftime("%Y-%m-%dT%H:%M:%S.000+0000")
    return {"attributes": {"type": "Contact"}, "Id": f"003{number:012}AAA", "IsDeleted": False, "FirstName": f"서윤{number}", "LastName": "한",
            "Email": f"s{number}@mail.example", "LastModifiedDate": stamp, "SystemModstamp": stamp, **more}
