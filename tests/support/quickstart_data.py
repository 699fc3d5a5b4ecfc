"""Writes the extracts of examples/quickstart in their vendors' payload shapes.

    python3 tests/support/quickstart_data.py [FOLDER]

The same seed writes the same bytes; FOLDER is examples/quickstart/extracts if not given. Rows that a
system would never send whole are planted at known places; examples/quickstart/expected.json counts them.
"""
import csv
import datetime
import html
import io
import json
import pathlib
import random
import sys

sys.path.insert(0, str(pathlib.Path(__file__).parent))
import quickstart_people as table

SEOUL = datetime.timezone(datetime.timedelta(hours=9))
UTC = datetime.timezone.utc


class Person:
    """A row of the table with the contact data that follows from it."""

    def __init__(self, row, number):
        (self.id, self.family_ko, self.given_ko, self.given, self.family, self.birth, self.sex, self.systems) = row
        self.number = number
        self.korean = bool(self.family_ko)
        self.name = self.family_ko + self.given_ko if self.korean else f"{self.given} {self.family}"
        local = f"{self.given}.{self.family}".lower()
        self.email = table.EMAILS.get(self.id, f"{local}@mail.example")
        own = f"010-1{300 + number * 7:03d}-{(2311 + number * 131) % 10000:04d}"
        self.phone = table.PHONES.get(self.id, own)
        self.handle = f"{self.given}_{self.family[:1]}".lower() + f"{number:02d}@social.example"

    def within(self, system):
        return system in self.systems


def everyone():
    return [Person(row, number) for number, row in enumerate(table.PEOPLE, start=1)]


def moment(random_, first="2024-01-05", last="2025-05-30"):
    """An instant between two days, at a time of day when people are awake in Seoul."""
    begin, end = datetime.date.fromisoformat(first), datetime.date.fromisoformat(last)
    day = begin + datetime.timedelta(days=random_.randrange((end - begin).days))
    return datetime.datetime(day.year, day.month, day.day, random_.randrange(8, 23), random_.randrange(60),
                             random_.randrange(60), tzinfo=SEOUL)


def odata_date(day):
    """OData V2 writes dates as milliseconds since 1970."""
    if not day:
        return None
    if isinstance(day, str):
        day = datetime.datetime.fromisoformat(day).replace(tzinfo=UTC)
    return f"/Date({int(day.timestamp()) // 86400 * 86400000})/"


def odata(entity, key, fields):
    uri = f"https://erp.example/sap/opu/odata/sap/{entity}('{key}')"
    return {"__metadata": {"id": uri, "uri": uri, "type": entity}, **fields}


def business_partner_number(person):
    return f"10001{person.number:05d}"


def sap_business_partners(people, random_):
    results = []
    for person in people:
        if not person.within("S"):
            continue
        number, address_id = business_partner_number(person), f"{22000 + person.number}"
        changed = moment(random_)
        phone = {"AddressID": address_id, "Person": "", "OrdinalNumber": "1", "IsDefaultPhoneNumber": True,
                 "DestinationLocationCountry": "KR",
                 "PhoneNumber": person.phone, "PhoneNumberExtension": ""}
        mobile = person.id not in ("t11", "p38")
        region, city, street, postcode = table.CITIES[person.number % len(table.CITIES)]
        place = {"Country": "KR", "CityName": region, "District": city, "StreetName": street,
                 "PostalCode": postcode, "Language": "KO"}
        address = odata("API_BUSINESS_PARTNER.A_BusinessPartnerAddressType", address_id, {
            "BusinessPartner": number, "AddressID": address_id, **place, "HouseNumber": str(3 + person.number * 2),
            "to_EmailAddress": {"results": [{"AddressID": address_id, "Person": "", "OrdinalNumber": "1",
                                             "IsDefaultEmailAddress": True, "EmailAddress": person.email.upper()
                                             if person.number % 5 == 0 else person.email}]},
            "to_MobilePhoneNumber": {"results": [phone | {"PhoneNumberType": "3"}] if mobile else []},
            "to_PhoneNumber": {"results": [] if mobile else [phone | {"PhoneNumberType": "1"}]}})
        if person.id == "p29":    # Known to the ERP by post only.
            address["to_EmailAddress"] = address["to_MobilePhoneNumber"] = {"results": []}
        results.append(odata("API_BUSINESS_PARTNER.A_BusinessPartnerType", number, {
            "BusinessPartner": number, "Customer": number, "BusinessPartnerCategory": "1",
            "BusinessPartnerFullName": person.name if person.korean else f"{person.given} {person.family}",
            "FirstName": person.given_ko or person.given, "LastName": person.family_ko or person.family,
            "BirthDate": odata_date("" if person.id == "w01" else person.birth),
            "IsMale": person.sex == "m", "IsFemale": person.sex == "f", "IsSexUnknown": False,
            "CorrespondenceLanguage": "KO" if person.korean else "EN", "BusinessPartnerIsBlocked": False,
            "IsMarkedForArchiving": False, "CreationDate": odata_date("2023-06-01"),
            "LastChangeDate": odata_date(changed), "LastChangeTime": changed.strftime("PT%HH%MM%SS"),
            "to_BusinessPartnerAddress": {"results": [address]}}))
    broken = json.loads(json.dumps(results[3]))    # A partner without its number.
    broken["BusinessPartner"] = broken["Customer"] = ""
    results.insert(7, broken)
    return {"d": {"results": results}}


def sap_sales_orders(people, random_):
    buyers = [person for person in people if person.within("S")]
    results = []
    for index in range(48):
        buyer = buyers[index % len(buyers)] if index < len(buyers) else random_.choice(buyers)
        number, placed = f"{5000 + index}", moment(random_)
        lines = []
        for line in range(random_.randrange(1, 4)):
            sku, title, price = random_.choice(table.PRODUCTS)
            quantity = random_.randrange(1, 3)
            lines.append({"SalesOrder": number, "SalesOrderItem": str((line + 1) * 10), "Material": sku,
                          "SalesOrderItemText": title, "RequestedQuantity": str(quantity),
                          "RequestedQuantityUnit": "ST", "NetAmount": str(price * quantity), "TransactionCurrency": "KRW"})
        results.append(odata("API_SALES_ORDER_SRV.A_SalesOrderType", number, {
            "SalesOrder": number, "SalesOrderType": "OR", "SalesOrganization": "KR01", "DistributionChannel": "10",
            "SoldToParty": business_partner_number(buyer), "CreationDate": odata_date(placed),
            "SalesOrderDate": odata_date(placed), "LastChangeDate": odata_date(placed),
            "LastChangeDateTime": f"/Date({int(placed.timestamp() * 1000)}+0000)/",
            "TotalNetAmount": str(sum(int(line["NetAmount"]) for line in lines)), "TransactionCurrency": "KRW",
            "OverallSDProcessStatus": random_.choice("ABC"), "to_Item": {"results": lines}}))
    results[11]["SoldToParty"] = ""     # An order of nobody,
    results[29]["SalesOrder"] = ""      # and one without a number.
    return {"d": {"results": results}}


def crm_id(person):
    return f"003A00000{person.number:06d}"


def salesforce_contacts(people, random_):
    records = []
    for person in people:
        if not person.within("C"):
            continue
        company = table.COMPANIES[person.number % len(table.COMPANIES)] if person.number % 3 == 0 else None
        first, last = (person.given_ko, person.family_ko) if person.korean else (person.given, person.family)
        if person.id == "p32":
            first = "Bill"
        if person.id in ("p04", "p16"):     # Typed in by someone with a Latin keyboard.
            first, last = person.given, person.family
        records.append({
            "attributes": {"type": "Contact", "url": f"/services/data/v60.0/sobjects/Contact/{crm_id(person)}"},
            "Id": crm_id(person), "IsDeleted": False, "AccountId": company and company[0],
            "Salutation": None, "FirstName": first, "LastName": last, "Name": f"{first} {last}",
            "Email": person.email, "Phone": None, "MobilePhone": person.phone.replace("010-", "+82 10-"),
            "Birthdate": person.birth if person.number % 2 and person.birth or person.id[0] == "t" else None,
            "MailingStreet": None, "MailingCity": None, "MailingPostalCode": None,
            "MailingCountry": "South Korea", "MailingCountryCode": "KR",
            "HasOptedOutOfEmail": person.number % 4 == 0, "LeadSource": random_.choice(["Web", "Event", "Partner"]),
            "CreatedDate": "2023-09-01T00:00:00.000+0000",
            "LastModifiedDate": moment(random_).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000+0000")})
    by_id = {record["Id"]: record for record in records}
    people_by_id = {person.id: person for person in people}
    by_id[crm_id(people_by_id["t07"])]["Phone"] = "02-1234-0187"
    by_id[crm_id(people_by_id["t08"])]["Phone"] = "02-1234-0187"
    by_id[crm_id(people_by_id["t11"])]["MobilePhone"] = None
    by_id[crm_id(people_by_id["t11"])]["Phone"] = "1588-0423"
    by_id[crm_id(people_by_id["p36"])]["Email"] = "oliver.grant@@mail"      # An issue, no reject: the phone is good.
    by_id[crm_id(people_by_id["p27"])]["MobilePhone"] = "010-12"            # Likewise.
    nameless = json.loads(json.dumps(records[5]))
    nameless["Id"] = None                                                   # A reject: nothing to know it by.
    records.insert(9, nameless)
    return {"totalSize": len(records), "done": True, "records": records}


def salesforce_accounts():
    records = [{"attributes": {"type": "Account", "url": f"/services/data/v60.0/sobjects/Account/{key}"},
                "Id": key, "IsDeleted": False, "Name": name, "Type": "Customer", "Industry": None,
                "Website": None, "Phone": None, "BillingCity": "Seoul", "BillingCountry": "South Korea", "BillingCountryCode": "KR",
                "LastModifiedDate": "2025-02-01T09:00:00.000+0000"} for key, name in table.COMPANIES]
    return {"totalSize": len(records), "done": True, "records": records}


def member_number(person):
    return f"M{70000 + person.number * 13}"


def cp949(rows):
    text = io.StringIO()
    csv.writer(text, lineterminator="\r\n").writerows(rows)
    return text.getvalue().encode("cp949")


def loyalty_members(people, random_):
    rows = [["회원번호", "성명", "휴대폰", "이메일", "생년월일", "성별", "등급", "가입일", "SNS계정", "수정일시"]]
    for person in people:
        if not person.within("L"):
            continue
        birth = person.birth.replace("-", random_.choice(["", "."]))
        email = "" if person.number % 4 == 2 and person.id[0] == "p" else person.email
        rows.append([member_number(person), person.name, person.phone.replace("-", random_.choice(["", "-"])),
                     email, birth, {"m": "남", "f": "여"}[person.sex], random_.choice(["일반", "실버", "골드"]),
                     moment(random_, "2022-01-01", "2023-12-31").strftime("%Y-%m-%d"),
                     person.handle if person.within("M") else "",
                     moment(random_).strftime("%Y-%m-%d %H:%M:%S")])
    rows[14][1] = rows[14][1][0] + "*" + rows[14][1][2:]          # A masked name: an issue, no reject.
    rows.insert(6, ["M79901", "구열하나", "010-1990-1234", "", "", "남", "일반", "2023-05-01", "", "2024-06-01 10:00:00", "남는 칸"])
    rows.insert(19, ["M79902", "칸부족", "010-1990-4321"])
    data = cp949(rows)
    lines = data.split(b"\r\n")                                    # A name cut in the middle of a character.
    lines.insert(25, b"M79903,\xb1,010-1990-7777,,,,,2023-08-01,,2024-06-02 10:00:00")
    return b"\r\n".join(lines)


def loyalty_ledger(people, random_):
    rows = [["거래번호", "회원번호", "구분", "포인트", "거래일시", "사유"]]
    members = [person for person in people if person.within("L")]
    for index in range(90):
        person = members[index % len(members)] if index < len(members) else random_.choice(members)
        kind = random_.choice(["적립", "적립", "적립", "사용", "소멸"])
        points = random_.randrange(1, 40) * 100
        rows.append([f"T{880000 + index}", member_number(person), kind, str(points),
                     moment(random_).strftime("%Y%m%d%H%M%S"), {"적립": "구매 적립", "사용": "포인트 사용", "소멸": "유효기간 만료"}[kind]])
    rows[17][3] = ""                   # No points: a required value is missing.
    rows[41][0] = ""                   # No number.
    rows.insert(60, list(rows[59]))    # The same row twice: accepted and unchanged.
    return cp949(rows)


def mastodon_statuses(people, random_):
    authors = [person for person in people if person.within("M")]
    lines = []
    for index in range(26):
        person = authors[index % len(authors)]
        language, text = random_.choice([post for post in table.POSTS if (post[0] == "ko") == person.korean])
        at = moment(random_, "2025-01-10", "2025-05-30").astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        name, domain = person.handle.split("@")
        number = f"1137{index:02d}5520{random_.randrange(10 ** 8):08d}"
        url = f"https://{domain}/@{name}"
        lines.append(json.dumps({
            "id": number, "created_at": at, "in_reply_to_id": None, "in_reply_to_account_id": None,
            "sensitive": False, "spoiler_text": "", "visibility": "public", "language": language,
            "uri": f"https://{domain}/users/{name}/statuses/{number}", "url": f"{url}/{number}",
            "replies_count": random_.randrange(4), "reblogs_count": random_.randrange(9),
            "favourites_count": random_.randrange(40), "edited_at": None,
            "content": f"<p>{html.escape(text)} <a href=\"https://{domain}/tags/hub\" class=\"mention hashtag\" "
                       "rel=\"tag\">#<span>hub</span></a></p>",
            "reblog": None, "media_attachments": [], "mentions": [], "emojis": [], "card": None, "poll": None,
            "tags": [{"name": "hub", "url": f"https://{domain}/tags/hub"}],
            "account": {"id": f"1090{person.number:04d}77", "username": name, "acct": person.handle,
                        "display_name": person.name if index % 3 else person.given, "locked": False, "bot": False,
                        "created_at": "2023-02-01T00:00:00.000Z", "note": "", "url": url, "uri": f"https://{domain}/users/{name}",
                        "followers_count": 20 + person.number, "following_count": 30, "statuses_count": 50,
                        "emojis": [], "fields": []}}, ensure_ascii=False))
    lines[8] = lines[8][:len(lines[8]) // 2]                      # A line cut in two.
    nobody = json.loads(lines[15])
    nobody["id"] = None
    lines[15] = json.dumps(nobody, ensure_ascii=False)
    return "\n".join(lines) + "\n"


def okta_id(person):
    return f"00u{person.number:04d}hubQuick0h7"


def okta_users(people, random_):
    users = []
    for person in people:
        if not person.within("O"):
            continue
        key = okta_id(person)
        shared = person.email.startswith("kims@")
        email = "james.walker.jr@mail.example" if person.id == "t08" else person.email
        login = f"{person.given}{person.number}@login.example".lower() if shared else email
        at = moment(random_).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.000Z")
        users.append({
            "id": key, "status": "ACTIVE", "created": "2023-10-01T08:00:00.000Z", "activated": "2023-10-01T08:05:00.000Z",
            "statusChanged": "2023-10-01T08:05:00.000Z", "lastLogin": at, "lastUpdated": at,
            "passwordChanged": "2024-01-15T09:00:00.000Z", "type": {"id": "oty1hubQuick00h7"},
            "profile": {"login": login, "email": email, "secondEmail": None, "firstName": person.given,
                        "lastName": person.family, "mobilePhone": None if shared else person.phone,
                        "locale": "ko_KR" if person.korean else "en_GB", "timezone": "Asia/Seoul"},
            "credentials": {"password": {}, "emails": [{"value": email, "status": "VERIFIED", "type": "PRIMARY"}],
                            "provider": {"type": "OKTA", "name": "OKTA"}},
            "_links": {"self": {"href": f"https://login.example/api/v1/users/{key}"}}})
    broken = json.loads(json.dumps(users[2]))
    broken["id"] = None
    users.insert(4, broken)
    return users


def pretty(value):
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()


def write(folder):
    random_ = random.Random(20250601)
    people = everyone()
    files = {
        "sap/business_partners.json": pretty(sap_business_partners(people, random_)),
        "sap/sales_orders.json": pretty(sap_sales_orders(people, random_)),
        "salesforce/contacts.json": pretty(salesforce_contacts(people, random_)),
        "salesforce/accounts.json": pretty(salesforce_accounts()),
        "loyalty/members.csv": loyalty_members(people, random_),
        "loyalty/ledger.csv": loyalty_ledger(people, random_),
        "mastodon/statuses.jsonl": mastodon_statuses(people, random_).encode(),
        "okta/users.json": pretty(okta_users(people, random_)),
    }
    for name, data in files.items():
        path = pathlib.Path(folder) / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)


if __name__ == "__main__":
    write(sys.argv[1] if len(sys.argv) > 1
          else pathlib.Path(__file__).parents[2] / "examples" / "quickstart" / "extracts")
