"""The people of the quickstart, all invented.

Their numbers begin with 010-1, which nobody has been given; domains end in .example. Columns: id, Korean name (family, given) or "", Latin name (given, family), birth,
sex, systems. Systems: S ERP, C CRM, L loyalty, O identity provider, M social network.
"""

PEOPLE = [
    # In many systems, under one name in two scripts.
    ("p01", "김", "민준", "Minjun", "Kim", "1988-05-17", "m", "SCLOM"),
    ("p02", "이", "서연", "Seoyeon", "Lee", "1991-11-03", "f", "SCLOM"),
    ("p03", "박", "도윤", "Doyun", "Park", "1979-01-29", "m", "SCLO"),
    ("p04", "최", "하은", "Haeun", "Choi", "1995-08-22", "f", "CLOM"),
    ("p05", "정", "시우", "Siwoo", "Jung", "1983-03-09", "m", "SCLO"),
    ("p06", "강", "지유", "Jiyu", "Kang", "1999-12-14", "f", "CLOM"),
    ("p07", "조", "예준", "Yejun", "Cho", "1974-06-30", "m", "SCL"),
    ("p08", "윤", "수아", "Sua", "Yoon", "1987-10-05", "f", "SCLO"),
    ("p09", "장", "현우", "Hyunwoo", "Jang", "1969-02-18", "m", "SCL"),
    ("p10", "임", "채원", "Chaewon", "Lim", "1993-07-27", "f", "CLOM"),
    ("p11", "한", "준서", "Junseo", "Han", "1981-09-12", "m", "SCO"),
    ("p12", "오", "다은", "Daeun", "Oh", "1997-04-08", "f", "CLO"),
    ("p13", "남궁", "현", "Hyun", "Namgung", "1976-11-21", "m", "SCL"),
    ("p14", "신", "유진", "Yujin", "Shin", "1990-01-16", "f", "SLOM"),
    ("p15", "권", "태양", "Taeyang", "Kwon", "1985-05-25", "m", "SCL"),     # Masked in the programme: 권*양.
    ("p16", "황", "다빈", "Dabin", "Hwang", "1994-02-02", "f", "CLO"),
    ("p17", "안", "재민", "Jaemin", "Ahn", "1978-08-19", "m", "SC"),
    ("p18", "송", "가은", "Gaeun", "Song", "1986-06-11", "f", "SCL"),
    ("p19", "류", "건우", "Gunwoo", "Ryu", "1992-12-01", "m", "CL"),
    ("p20", "홍", "나연", "Nayeon", "Hong", "1998-03-23", "f", "LOM"),
    ("p21", "문", "성민", "Sungmin", "Moon", "1972-10-10", "m", "SL"),
    ("p22", "양", "지혜", "Jihye", "Yang", "1989-07-07", "f", "SCO"),
    ("p23", "배", "은우", "Eunwoo", "Bae", "1996-05-31", "m", "CL"),
    ("p24", "백", "소희", "Sohee", "Baek", "1984-01-04", "f", "SC"),
    ("p25", "허", "준호", "Junho", "Heo", "1977-04-26", "m", "SL"),
    ("p26", "유", "정아", "Jeonga", "Yoo", "1982-09-15", "f", "SCL"),
    ("p27", "노", "승현", "Seunghyun", "Noh", "1990-06-20", "m", "CO"),
    ("p28", "하", "윤서", "Yunseo", "Ha", "2001-02-13", "f", "LM"),
    ("p29", "전", "동욱", "Dongwook", "Jeon", "1968-12-28", "m", "S"),
    ("p30", "고", "은비", "Eunbi", "Ko", "1993-10-18", "f", "L"),
    ("p31", "", "", "Eleanor", "Hughes", "1980-04-02", "f", "SCO"),
    ("p32", "", "", "William", "Bennett", "1975-09-27", "m", "SCO"),
    ("p33", "", "", "Priya", "Nair", "1991-01-11", "f", "COM"),
    ("p34", "", "", "Thomas", "Fischer", "1966-06-06", "m", "SC"),
    ("p35", "", "", "Chloe", "Martin", "1997-11-19", "f", "COM"),
    ("p36", "", "", "Oliver", "Grant", "1984-02-24", "m", "SC"),
    ("p37", "", "", "Sofia", "Rossi", "1989-08-30", "f", "CO"),
    ("p38", "", "", "George", "Whitfield", "1971-05-13", "m", "S"),
    # A mother and her daughter share one phone.
    ("t01", "오", "미경", "Mikyung", "Oh", "1971-03-15", "f", "SCL"),
    ("t02", "한", "지우", "Jiwoo", "Han", "2003-09-08", "f", "CLO"),
    # Namesakes who share nothing but the name.
    ("t03", "김", "지훈", "Jihoon", "Kim", "1985-04-12", "m", "SCL"),
    ("t04", "김", "지훈", "Jihoon", "Kim", "1992-09-30", "m", "CLO"),
    ("t05", "이", "수진", "Sujin", "Lee", "1979-02-07", "f", "SC"),
    ("t06", "이", "수진", "Sujin", "Lee", "1996-06-18", "f", "CL"),
    # Father and son of one name, one mailbox and one line at home; their births keep them apart.
    ("t07", "", "", "James", "Walker", "1958-03-14", "m", "SC"),
    ("t08", "", "", "James", "Walker", "1989-11-02", "m", "CO"),
    # Two of one name who gave the same placeholder instead of an e-mail.
    ("t09", "박", "지민", "Jimin", "Park", "1987-07-19", "f", "CL"),
    ("t10", "박", "지민", "Jimin", "Park", "1994-12-05", "m", "CL"),
    # Two of one name who gave a company's service number.
    ("t11", "최", "은영", "Eunyoung", "Choi", "1981-05-03", "f", "SC"),
    ("t12", "최", "은영", "Eunyoung", "Choi", "1990-10-24", "f", "CL"),
    # Two cousins of one name who both use the family's mailbox, which both have verified. One of them never
    # gave a birth date. Nothing in the data says that they are two: the rules merge them, a steward splits.
    ("w01", "김", "서준", "Seojun", "Kim", "1990-02-11", "m", "SLO"),
    ("w02", "김", "서준", "Seojun", "Kim", "", "m", "CO"),
    # And some whom most systems have never met.
    ("p39", "서", "민재", "Minjae", "Seo", "1986-03-02", "m", "SL"),
    ("p40", "구", "하린", "Harin", "Koo", "1999-05-09", "f", "LM"),
    ("p41", "독고", "영재", "Youngjae", "Dokgo", "1973-08-14", "m", "SC"),
    ("p42", "차", "예린", "Yerin", "Cha", "2000-11-26", "f", "COM"),
    ("p43", "", "", "Amelia", "Clarke", "1992-02-17", "f", "CL"),
    ("p44", "", "", "Lukas", "Weber", "1969-10-31", "m", "SO"),
    ("p45", "주", "성호", "Sungho", "Joo", "1964-01-05", "m", "S"),
    ("p46", "", "", "Isabel", "Moreno", "1995-07-22", "f", "COM"),
]

# What differs from the e-mail and the phone that follow from the table.
EMAILS = {
    "t03": "jihoon85@mail.example", "t04": "jihoon.kim.92@post.example",
    "t05": "sujin79@mail.example", "t06": "sujin.lee96@post.example",
    "t07": "walkers@home.example", "t08": "walkers@home.example",
    "t09": "test@test.com", "t10": "test@test.com",
    "t11": "choi.ey@mail.example", "t12": "eunyoung90@post.example",
    "w01": "kims@family.example", "w02": "kims@family.example",
}
PHONES = {"t01": "010-1771-2048", "t02": "010-1771-2048", "t11": "1588-0423", "t12": "1588-0423"}

CITIES = [("서울특별시", "강남구", "테헤란로", "06134"), ("서울특별시", "마포구", "월드컵북로", "03992"),
          ("부산광역시", "해운대구", "센텀중앙로", "48058"), ("대구광역시", "수성구", "달구벌대로", "42087"),
          ("인천광역시", "연수구", "송도과학로", "21984"), ("경기도 성남시", "분당구", "판교역로", "13494")]
COMPANIES = [("001A0000001HANB", "한빛디자인"), ("001A0000001SEJO", "세종식품"),
             ("001A0000001MILL", "Mill Lane Bakery"), ("001A0000001NORT", "Northern Rowing Club")]
PRODUCTS = [("TG-110", "무선 이어폰", 129000), ("TG-220", "스마트 워치", 289000), ("HM-015", "공기 청정기", 359000),
            ("HM-031", "전기 주전자", 54000), ("KT-007", "커피 원두 1kg", 32000), ("KT-019", "드립 세트", 76000)]
POSTS = [("ko", "새로 산 이어폰 소리가 정말 좋아요"), ("ko", "공기 청정기 필터 배송이 너무 늦네요. 일주일째 기다리는 중입니다"),
         ("ko", "고객센터 상담이 친절해서 바로 해결됐어요"), ("ko", "포인트로 커피 원두를 샀습니다"),
         ("en", "Two weeks with the smart watch and the battery still surprises me"),
         ("en", "Still waiting for my refund. Third call this week"), ("ko", "드립 세트 포장이 찢어져서 왔어요. 교환 신청했습니다"),
         ("en", "The kettle arrived a day early, lovely"), ("ko", "스마트 워치 업데이트 이후로 알림이 안 옵니다")]
