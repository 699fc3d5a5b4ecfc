#!/usr/bin/env python3
"""Invents customers of a company in Korea, as five systems know them, and tells who is who.

  people.py --people N --seed S --out DIR

Writes DIR/sources/{erp,crm,loyalty,identity,social}.csv, each with its system's own columns and habits, DIR/truth.csv
(record_id,entity_id) and DIR/exclusive.csv (record_id,value: the connecting information, of which one person has one). The same
seed gives the same bytes. Nobody in it exists; numbers and addresses are made up.

What happens to the records: names in Hangul or Latin letters, several spellings, short forms, initials, titles, exchanged parts, typing
errors, masks; families that share a number or a mailbox; twins, fathers and sons of one name, namesakes; numbers given up and handed
to somebody else; old addresses; company numbers and mailboxes; placeholders; dots and tags at gmail; wrong domains; birth dates in
many forms, one digit wrong, by the lunar calendar, or missing.
"""
import argparse
import csv
import dataclasses
import datetime
import pathlib
import random as randomness

import names

DOMAINS = ["naver.com", "naver.com", "hanmail.net", "gmail.com", "gmail.com", "kakao.com", "outlook.com", "nate.com"]
WRONG_DOMAINS = {"naver.com": "naver.con", "gmail.com": "gmial.com", "hanmail.net": "hanmail.com"}
COMPANIES = ["hanbit-foods.kr", "dodam-tech.kr", "sunrise-trading.kr", "nuri-logistics.kr"]
COLUMNS = {
    "erp": ["kunnr", "name1", "telf1", "telf2", "smtp_addr", "erdat"],
    "crm": ["id", "firstname", "lastname", "emailaddress", "mobilephone", "dob", "changed"],
    "loyalty": ["card", "holder", "holder_latin", "born", "gender", "cell", "mail", "ci", "stamp"],
    "identity": ["uid", "displayName", "mail", "mailVerified", "mobile", "mobileVerified", "birthday", "ci", "modified"],
    "social": ["account", "nickname", "contact_mail", "seen"],
}
SYSTEMS = list(COLUMNS)


@dataclasses.dataclass
class Person:
    number: int
    korean: bool
    family: str           # Hangul, or Latin letters
    given: str
    latin: tuple          # (family, given) in Latin letters
    birth: datetime.date
    gender: str
    phones: list          # Newest first.
    emails: list
    suffix: str = ""
    ci: str = ""
    company: str = ""
    family_phone: str = ""


class World:
    """Everything that is random, from one seed."""

    def __init__(self, seed, count):
        self.random = randomness.Random(seed)
        self.given_up = []
        self.people = []
        while len(self.people) < count:
            self.people.extend(self.household())
        del self.people[count:]
        for number, person in enumerate(self.people):
            person.number = number

    def chance(self, share):
        return self.random.random() < share

    def phone(self):
        if self.given_up and self.chance(0.1):
            return self.given_up.pop(0)
        return f"010{self.random.randint(2, 9)}{self.random.randint(0, 9999999):07d}"

    def household(self):
        korean = self.chance(0.7)
        size = self.random.choice([1, 1, 1, 2, 2, 3, 4])
        family = self.surname(korean)
        landline = f"02{self.random.randint(200, 999)}{self.random.randint(0, 9999):04d}"
        members = [self.person(korean, family if korean or position != 1 or self.chance(0.7) else self.surname(False), position)
                   for position in range(size)]
        if size >= 4 and self.chance(0.3):  # Twins.
            members[3].birth = members[2].birth
        if not korean and size >= 3 and self.chance(0.25):  # A father and his son.
            members[2].given, members[2].latin = members[0].given, members[0].latin
            members[0].suffix, members[2].suffix = "Sr.", "Jr."
        for member in members[2:]:
            if self.chance(0.5):
                member.phones = members[self.random.randint(0, 1)].phones[:1]
            if self.chance(0.2):
                member.emails = members[self.random.randint(0, 1)].emails[:1]
        for member in members:
            member.family_phone = landline if self.chance(0.4) else ""
        return members

    def surname(self, korean):
        if not korean:
            return self.random.choice(names.ENGLISH_SURNAMES)
        return self.random.choices(list(names.SURNAMES), [row[0] for row in names.SURNAMES.values()])[0]

    def person(self, korean, family, position):
        random = self.random
        year = random.randint(1945, 1990) if position < 2 else random.randint(1992, 2012)
        birth = datetime.date(year, 1, 1) + datetime.timedelta(days=random.randint(0, 364))
        if korean:
            given = "".join(random.sample(list(names.SYLLABLES), 2))
            latin = (random.choice(names.SURNAMES[family][1]), names.spell(random, given))
        else:
            given = random.choice(list(names.ENGLISH_GIVEN))
            latin = (family, [given])
        phones = [self.phone()]
        if self.chance(0.2):
            phones.append(self.phone())
            if self.chance(0.6):
                self.given_up.append(phones[1])
        person = Person(0, korean, family, given, latin, birth, random.choice("mf"), phones, [])
        person.emails = [self.email(person) for _ in range(random.choice([1, 1, 1, 2]))]
        person.company = random.choice(COMPANIES) if self.chance(0.15) else ""
        person.ci = f"{random.getrandbits(96):024x}" if korean and self.chance(0.6) else ""
        return person

    def email(self, person):
        given, family = "".join(person.latin[1]).lower(), person.latin[0].lower()
        plain = "".join(c for c in f"{given}{family}" if "a" <= c <= "z") or "mail"
        digits = self.random.choice(["", f"{self.random.randint(1, 99):02d}", str(person.birth.year % 100), str(self.random.randint(100, 9999))])
        style = self.random.choice([plain, plain[:1] + family, family + given, given + "." + family])
        local = "".join(c for c in style if c.isascii() and (c.isalnum() or c == ".")).strip(".") or plain
        return f"{local}{digits}@{self.random.choice(DOMAINS)}"


class Clerk:
    """Writes one person down, well or badly."""

    def __init__(self, world):
        self.world = world
        self.random = world.random

    def choose(self, *weighted):
        """One of (share, function); what is left of 1 goes to the last."""
        dice = self.random.random()
        for share, make in weighted:
            dice -= share
            if dice < 0:
                return make()
        return weighted[-1][1]()

    def latin(self, person):
        family, given = person.latin
        if not person.korean:
            return f"{given[0]} {family} {person.suffix}".strip()
        word = self.random.choice(["".join(given), "-".join(given), " ".join(given)]).title()
        order = self.random.choice([f"{family} {word}", f"{word} {family}", f"{family}, {word}"])
        return order.upper() if self.world.chance(0.2) else order

    def short(self, person):
        """Another name that the same person goes by."""
        family, given = person.latin
        if person.korean:
            return f"{self.random.choice(names.KOREANS_ENGLISH_NAMES)} {family}"
        forms = names.ENGLISH_GIVEN[person.given]
        return f"{self.random.choice(forms)} {family}" if forms else f"{given[0][0]}. {family}"

    def typo(self, text):
        if len(text) < 4:
            return text
        place = self.random.randrange(1, len(text) - 1)
        if self.world.chance(0.5):
            return text[:place] + text[place + 1] + text[place] + text[place + 2:]
        return text[:place] + text[place + 1:]

    def full(self, person, latin=0.15):
        written = person.family + person.given if person.korean else self.latin(person)
        return self.choose(
            (latin, lambda: self.latin(person)),
            (0.04, lambda: self.short(person)),
            (0.03, lambda: f"{person.latin[1][0][0].upper()}. {person.latin[0]}"),
            (0.03, lambda: self.typo(written)),
            (0.02, lambda: written + (" 고객님" if person.korean else ", Esq.")),
            (0.02, lambda: person.family + " " + person.given if person.korean else written.upper()),
            (1, lambda: written))

    def masked(self, person):
        if person.korean:
            return person.family + "*" + person.given[1:]
        return f"{person.given[0]}*** {person.latin[0][0]}***"

    def phone(self, person, old=0.2):
        number = person.phones[-1] if self.world.chance(old) else person.phones[0]
        parts = (number[:3], number[3:7], number[7:])
        return self.choose(
            (0.04, lambda: self.random.choice(["010-0000-0000", "없음", "-", "1588-1234"])),
            (0.4, lambda: "-".join(parts)),
            (0.2, lambda: "+82 " + "-".join((parts[0][1:], *parts[1:]))),
            (0.1, lambda: "82" + number[1:]),
            (0.05, lambda: number.translate(str.maketrans("0123456789", "０１２３４５６７８９"))),
            (0.05, lambda: " ".join(parts)),
            (1, lambda: number))

    def email(self, person):
        address = self.random.choice(person.emails)
        local, domain = address.split("@")
        return self.choose(
            (0.04, lambda: self.random.choice(["no@email.com", "test@test.com", "없음", "none@none.com"])),
            (0.04, lambda: f"info@{person.company}" if person.company else address),
            (0.04, lambda: f"{self.typo(local)}@{domain}"),
            (0.03, lambda: f"{local}@{WRONG_DOMAINS.get(domain, domain)}"),
            (0.05, lambda: f"{local[:2]}.{local[2:]}@{domain}" if domain == "gmail.com" and len(local) > 3 else address),
            (0.03, lambda: f"{local}+shop@{domain}" if domain == "gmail.com" else address),
            (0.05, lambda: address.upper()),
            (0.05, lambda: f" {address} "),
            (1, lambda: address))

    def birth(self, person, form):
        date = person.birth
        if self.world.chance(0.03):
            return self.random.choice(["1900-01-01", "0000-00-00", ""])
        if self.world.chance(0.03):
            date = date - datetime.timedelta(days=self.random.randint(25, 50))  # By the lunar calendar.
        text = date.strftime(form)
        if self.world.chance(0.02):
            place = self.random.choice([i for i, c in enumerate(text) if c.isdigit()][-1:])
            text = text[:place] + str((int(text[place]) + 1) % 10) + text[place + 1:]
        return text

    def stamp(self):
        day = datetime.datetime(2019, 1, 1) + datetime.timedelta(seconds=self.random.randint(0, 6 * 365 * 86400))
        return day.strftime("%Y-%m-%dT%H:%M:%SZ")

    def some(self, share, text):
        return text if self.world.chance(share) else ""

    def erp(self, person):
        landline = person.family_phone or (f"02555{abs(hash_of(person.company)) % 10000:04d}" if person.company else "")
        return [self.full(person), landline, self.some(0.8, self.phone(person, 0.3)), self.some(0.6, self.email(person)), self.stamp()]

    def crm(self, person):
        if person.korean and not self.world.chance(0.15):
            first, last = person.given, person.family
        else:
            family, given = person.latin
            first, last = ("".join(given).title() if person.korean else given[0]), family + (" " + person.suffix if person.suffix else "")
        if self.world.chance(0.03):
            first, last = last, first
        return [first, last, self.some(0.8, self.email(person)), self.some(0.7, self.phone(person)),
                self.some(0.5, self.birth(person, self.random.choice(["%Y-%m-%d", "%m/%d/%Y", "%Y년 %m월 %d일"]))), self.stamp()]

    def loyalty(self, person):
        name = self.masked(person) if self.world.chance(0.04) else self.full(person, 0.05)
        return [name, self.some(0.2, self.latin(person)), self.birth(person, self.random.choice(["%Y%m%d", "%Y.%m.%d", "%y%m%d"])),
                {"m": self.random.choice(["M", "남", "1"]), "f": self.random.choice(["F", "여", "2"])}[person.gender],
                self.some(0.9, self.phone(person)), self.some(0.4, self.email(person)), self.some(0.5, person.ci), self.stamp()]

    def identity(self, person):
        mail, mobile = self.some(0.9, self.email(person)), self.some(0.7, self.phone(person, 0.1))
        proven = mail.strip().lower() in person.emails and self.world.chance(0.75)
        return [self.full(person, 0.3), mail, str(proven).lower(), mobile, str(bool(mobile) and self.world.chance(0.5)).lower(),
                self.some(0.6, self.birth(person, "%Y-%m-%d")), self.some(0.6, person.ci), self.stamp()]

    def social(self, person):
        nickname = self.choose((0.4, lambda: self.full(person, 0.5)), (0.3, lambda: "".join(person.latin[1]).title()), (1, lambda: self.short(person)))
        return [nickname, self.some(0.4, self.email(person)), self.stamp()]


def hash_of(text):
    """Of a text, the same in every run."""
    value = 7
    for letter in text:
        value = (value * 31 + ord(letter)) % 1000003
    return value


def records_of(world):
    """Yields (system, record id, person, cells); ids and order tell nothing about the person."""
    clerk = Clerk(world)
    found = []
    for person in world.people:
        known = [system for system, share in zip(SYSTEMS, (0.6, 0.5, 0.6, 0.5, 0.35)) if world.chance(share)] or ["crm"]
        for system in known:
            for _ in range(2 if world.chance(0.08) else 1):
                found.append((system, person, getattr(clerk, system)(person)))
    world.random.shuffle(found)
    for number, (system, person, cells) in enumerate(found):
        yield system, f"{system[0].upper()}{number:07d}", person, cells


def write(path, header, rows):
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(path, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        writer.writerows(rows)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--people", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--out", type=pathlib.Path, required=True)
    options = parser.parse_args()
    if options.people < 1:
        parser.error("--people: at least one")
    sources = {system: [] for system in SYSTEMS}
    truth, exclusive = [], []
    for system, identifier, person, cells in records_of(World(options.seed, options.people)):
        sources[system].append([identifier, *cells])
        truth.append([identifier, f"P{person.number:06d}"])
        if "ci" in COLUMNS[system] and cells[COLUMNS[system].index("ci") - 1]:
            exclusive.append([identifier, cells[COLUMNS[system].index("ci") - 1]])
    for system, rows in sources.items():
        write(options.out / "sources" / f"{system}.csv", COLUMNS[system], rows)
    write(options.out / "truth.csv", ["record_id", "entity_id"], sorted(truth))
    write(options.out / "exclusive.csv", ["record_id", "value"], sorted(exclusive))


if __name__ == "__main__":
    main()
