"""Names to invent people with, and the ways in which people write them."""

SURNAMES = {  # Hangul: (weight, spellings in Latin letters)
    "김": (21, ["Kim", "Gim"]), "이": (15, ["Lee", "Yi", "Rhee"]), "박": (8, ["Park", "Pak", "Bak"]),
    "최": (5, ["Choi", "Choe"]), "정": (5, ["Jung", "Jeong", "Chung"]), "강": (2, ["Kang", "Gang"]),
    "조": (2, ["Cho", "Jo"]), "윤": (2, ["Yoon", "Yun"]), "장": (2, ["Jang", "Chang"]), "임": (2, ["Lim", "Im", "Yim"]),
    "한": (2, ["Han"]), "오": (2, ["Oh"]), "서": (2, ["Seo", "Suh"]), "신": (2, ["Shin", "Sin"]), "권": (2, ["Kwon"]),
    "황": (1, ["Hwang"]), "안": (1, ["Ahn", "An"]), "송": (1, ["Song"]), "류": (1, ["Ryu", "Yoo"]), "홍": (1, ["Hong"]),
    "남궁": (1, ["Namgung", "Namkoong"]), "선우": (1, ["Sunwoo"]),
}

SYLLABLES = {  # Hangul: spellings in Latin letters
    "민": ["min"], "준": ["jun", "joon"], "서": ["seo", "suh"], "연": ["yeon", "youn"], "지": ["ji", "jee"],
    "훈": ["hoon", "hun"], "현": ["hyun", "hyeon"], "우": ["woo", "u"], "수": ["soo", "su"], "빈": ["bin"],
    "은": ["eun"], "영": ["young", "yeong"], "희": ["hee", "hui"], "경": ["kyung", "gyeong"], "숙": ["sook", "suk"],
    "정": ["jung", "jeong"], "호": ["ho"], "성": ["sung", "seong"], "진": ["jin"], "하": ["ha"], "윤": ["yoon", "yun"],
    "재": ["jae"], "혁": ["hyuk", "hyeok"], "나": ["na"], "라": ["ra"], "미": ["mi", "mee"], "선": ["sun", "seon"],
    "철": ["chul", "cheol"], "도": ["do"], "아": ["ah", "a"], "예": ["ye"], "원": ["won"], "태": ["tae"], "규": ["kyu", "gyu"],
}

ENGLISH_SURNAMES = """Smith Jones Taylor Brown Williams Wilson Johnson Davies Robinson Wright Thompson Evans Walker White Roberts
Green Hall Wood Jackson Clarke Harris Lewis Murphy Hughes Edwards Turner Martin Cooper Ward Morris Moore Hill Watson Baker Kelly
O'Brien Morgan Bell Murray Fraser Graham Reid Scott MacDonald Ibrahim Rossi Nováková Müller Svensson García""".split()

ENGLISH_GIVEN = {  # name: short forms
    "William": ["Bill", "Will"], "Robert": ["Bob", "Rob"], "Richard": ["Rick", "Dick"], "Margaret": ["Peggy", "Maggie"],
    "Elizabeth": ["Liz", "Beth"], "Catherine": ["Kate", "Cathy"], "Michael": ["Mike"], "Thomas": ["Tom"], "James": ["Jim"],
    "Jennifer": ["Jen", "Jenny"], "Patricia": ["Pat", "Tricia"], "Susan": ["Sue"], "Andrew": ["Andy", "Drew"],
    "Daniel": ["Dan"], "Matthew": ["Matt"], "Anthony": ["Tony"], "Deborah": ["Debbie"], "Rebecca": ["Becky"],
    "Victoria": ["Vicky"], "Samuel": ["Sam"], "Olivia": ["Liv"], "Grace": [], "Chloe": [], "Ethan": [], "Logan": [], "Ruby": [],
    "Hannah": [], "Oscar": [], "Freya": [], "Isla": [], "Noor": [], "Zoë": [], "José": ["Pepe"], "Anaïs": [],
}

KOREANS_ENGLISH_NAMES = ["Jenny", "Daniel", "Grace", "Kevin", "Julie", "Eric", "Sophie", "Brian"]


def spell(random, hangul):
    """A given name in Latin letters, as its owner might write it: ('Min', 'jun')."""
    return [random.choice(SYLLABLES[syllable]) for syllable in hangul]
