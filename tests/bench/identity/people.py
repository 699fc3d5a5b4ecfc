"""A made-up country for speed: every person stands in one to three systems, spelled as each system's desk spells."""
import json
import random

FAMILIES = ("김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 전 홍 유 고 문 양 손 배 백 허 남 심 노 하 곽 성 차 주 우 구 민 류 나 진 지 엄 채 원 천 방 공 현").split()
SHARES = [215, 147, 84, 47, 43, 24, 21, 21, 20, 17, 15, 15, 15, 14, 14, 13, 13, 13, 11, 11, 10, 9, 9, 9, 9, 8, 7, 6, 5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 4, 3, 3,
          3, 3, 3, 2, 2, 2, 2, 2]
SYLLABLES = "서 민 지 현 준 영 수 은 예 하 윤 도 시 우 주 연 유 진 재 성 호 경 미 정 희 선 혜 상 동 승 태 건 원 규 석 철 광 기 병 용 숙 순 옥 춘 아 나 빈 별 솔 결".split()
LATIN_GIVEN = "james mary robert anna john linda michael susan david karen paul nora peter alice simon clara oscar elena victor irene".split()
LATIN_STEM = "ander bell carl dorn ever fisch gold hart inger jans keller lind moser nord olsen peters quist ross stein torn ulm vogel weber york zell".split()
LATIN_END = "son berg mann ley ton by er sen well ford".split()
MAILS = ["gmail.com", "naver.com", "daum.net", "hanmail.net", "kakao.com", "outlook.com"]
TOWNS = "강남구 서초구 송파구 마포구 중구 종로구 해운대구 수성구 유성구 분당구 일산동구 덕진구".split()
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SYSTEMS = {"crm": "crm.contact", "shop": "crm.customer", "loyalty": "loyalty.member"}
PIPELINE = """plugin: file
defaults: {{ region: KR }}
streams:
  people:
    mode: follow
    options: {{ path: {name}.jsonl, key: id }}
    schedule: every 50ms
    map:
      - entity: person@1
        key: {{ ns: {ns}, from: id }}
        fields: {{ name.full: name, birth_date: born, updated_at: changed }}
        lists:
          contact_points:
            - set: {{ kind: {{ const: email }}, email: email }}
            - set: {{ kind: {{ const: phone }}, phone: phone }}
            - set: {{ kind: {{ const: postal }}, address.line1: address, address.postal_code: postcode, address.country: {{ const: KR }} }}
"""


class Country:
    """`people` of them; the same for the same seed and size."""

    def __init__(self, people, seed=7):
        self.random = random.Random(seed)
        self.people = people
        self.streets = max(40, people // 250)

    def name(self):
        pick = self.random
        if pick.random() < 0.1:
            return "", f"{pick.choice(LATIN_STEM)}{pick.choice(LATIN_END)}".title(), pick.choice(LATIN_GIVEN).title()
        return "kr", pick.choices(FAMILIES, SHARES)[0], pick.choice(SYLLABLES) + pick.choice(SYLLABLES)

    def person(self, number):
        pick = self.random
        script, family, given = self.name()
        local = "".join(pick.choices(LETTERS, k=pick.randint(4, 9))) + str(pick.randint(1, 9999))
        street = pick.randrange(self.streets)
        return {"family": family, "given": given, "script": script, "email": f"{local}@{pick.choice(MAILS)}",
                "phone": f"010-{pick.randint(2000, 9999)}-{number % 10000:04d}", "born": f"{pick.randint(1940, 2005)}-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}",
                "address": f"{TOWNS[street % len(TOWNS)]} 가람{street}로 {pick.randint(1, 120)}", "postcode": f"{10000 + street % 50000:05d}"}

    def slip(self, text):
        """One letter wrong, missing or twice."""
        pick, place = self.random, self.random.randrange(len(text))
        return pick.choice([text[:place] + text[place + 1:], text[:place] + text[place] + text[place:], text[:place] + pick.choice(LETTERS) + text[place + 1:]])

    def said(self, person, key):
        """The person as one system has it."""
        pick = self.random
        row = {"id": key, "name": f"{person['family']}{person['given']}" if person["script"] else f"{person['given']} {person['family']}",
               "changed": f"2024-{pick.randint(1, 12):02d}-{pick.randint(1, 28):02d}T00:00:00Z"}
        for field, share in (("email", 0.7), ("phone", 0.8), ("born", 0.6), ("address", 0.6)):
            if pick.random() < share:
                row[field] = person[field]
        if "address" in row:
            row["postcode"] = person["postcode"]
        if pick.random() < 0.1:
            row["name"] = self.slip(row["name"])
        if "email" in row and pick.random() < 0.05:
            row["email"] = self.slip(row["email"].split("@")[0]) + "@" + row["email"].split("@")[1]
        if "phone" in row and pick.random() < 0.1:
            row["phone"] = f"010-{pick.randint(2000, 9999)}-{pick.randint(0, 9999):04d}"
        return row

    def write(self, folder, systems=("crm", "shop", "loyalty")):
        """A file of each system; returns the number of records."""
        files = [(folder / f"{system}.jsonl").open("w", encoding="utf-8") for system in systems]
        records = 0
        for number in range(self.people):
            person = self.person(number)
            for place in self.random.sample(range(len(systems)), self.random.choices([1, 2, 3], [30, 40, 30])[0]):
                files[place].write(json.dumps(self.said(person, f"{systems[place][0].upper()}{number}"), ensure_ascii=False) + "\n")
                records += 1
        for file in files:
            file.close()
        return records


def pipelines():
    """How a hub reads what a country writes: {path: text}."""
    return {f"pipelines/{name}.yaml": PIPELINE.format(name=name, ns=ns) for name, ns in SYSTEMS.items()}
