# ruff: noqa: E501
"""What people press, send and do out of turn; what Telegram brings; groups; codes; rights."""

from tests.bad_input.table import Case, typed

TOKEN = "k:AAAAAAAAAAAAAAAAAAAAAA"  # noqa: S105  of nobody

FORGED = [
    Case("forged buttons", name, (("forges", data),), at="check", state="Form:check",
         says=("过时",), reports=0)
    for name, data in {
        "plain data": "case:close:17",
        "our own action in the open": "report-form:file:",
        "a worker's action": "desk:take:1:1",
        "an alarm's action": "alarm:close:1",
        "a token that nobody has": TOKEN,
        "a token of noughts": "k:" + "0" * 22,
        "a short token": "k:",
        "SQL": "k:' or 1=1 --",
        "a NUL in a token": "k:AA\x00AA",
        "our mark for stale ones": "stale:used",
        "our mark for many presses": "*report-form:file:",
        "another person's state": "7:7:state",
        "Chinese": "按钮",
        "64 letters": "k" * 64,
    }.items()
]  # fmt: skip
FORGED += [
    Case("forged buttons", "nothing in it", (("forges", ""),), at="check", state="Form:check",
         reports=0),
    Case("forged buttons", "no data at all", (("forges", None),), at="check", on=("telegram",),
         state="Form:check", reports=0),
    Case("forged buttons", "10,000 letters", (("forges", "k" * 10_000),), at="check",
         state="Form:check", reports=0),
    Case("forged buttons", "without any talk", (("forges", TOKEN),), says=("过时",)),
    Case("forged buttons", "a number of somebody else's report", (("says", "OTHERS"),),
         says=("没有找到",), never=("OTHERS-WORDS",)),
    Case("forged buttons", "the same with words around", (("says", "查一下OTHERS"),),
         never=("OTHERS-WORDS",)),
    Case("forged buttons", "a button of somebody else", (("forges", "OTHERS-BUTTON"),),
         says=("过时",), reports=0),
]  # fmt: skip

STALE = [
    Case("stale state", "the same button twice at once", (("presses twice", "提交"),),
         at="check", reports=1, says=("按过了",), loses=True),
    Case("stale state", "the same button twice", (("presses", "提交"), ("presses", "提交")),
         at="check", reports=1, says=("按过了",), loses=True),
    Case("stale state", "another button of a used message", (("presses", "提交"), ("presses", "改问题")),
         at="check", reports=1, loses=True),
    Case("stale state", "the button of an earlier step", (("presses", "说不清"),), at="check",
         state="Form:check"),
    Case("stale state", "drop, then an old button", (("presses", "不报了"), ("presses", "提交")),
         at="check", reports=0, loses=True),
    Case("stale state", "a photo where a place is asked", (("photos", 1, ""),), at="where",
         state="Form:where", says=("照片收到了", "什么地方")),
    Case("stale state", "a photo before the words", (("photos", 1, ""),), at="what",
         state="Form:what", says=("照片收到了",)),
    Case("stale state", "ten photos, one thanks", (("photos", 10, ""),), at="check",
         state="Form:check", rows=10),
    Case("stale state", "an album begins a report", (("photos", 10, "垃圾桶满了三天没人清"),),
         state="Form:where", rows=10),
    Case("stale state", "an album of three without words", (("photos", 3, ""),), state="Form:what",
         rows=3),
    Case("stale state", "an eleventh photo", (("photos", 10, ""), ("photos", 1, "")), at="check",
         state="Form:check", says=("最多",)),
    Case("stale state", "a location at the last look", (("location", 30.8021, 120.6089),),
         at="check", state="Form:check", loses=True),
    Case("stale state", "a location in the sea", (("location", 0.0, 0.0),), at="where",
         state="Form:where", says=("不在新塍镇附近", "什么地方")),
    Case("stale state", "a location at the pole", (("location", 90.0, 180.0),), at="where",
         state="Form:where", says=("不在新塍镇附近", "什么地方")),
    Case("stale state", "/start in a form", (("says", "/start"),), at="check", state="Form:check"),
    Case("stale state", "/start with rubbish in a form", (("says", "/start ../../x"),), at="check",
         state="Form:check"),
    Case("stale state", "/start of a place in a form", (("says", "/start p_hq-b1"),), at="where",
         says=("1号楼",)),
    Case("stale state", "/start of no place", (("says", "/start p_nowhere"),), state="Form:what"),
    Case("stale state", "menu in a form", (("says", "菜单"),), at="check", state="Form:check"),
    Case("stale state", "a language switch in a form", (("says", "English"),), at="check",
         state="Form:check"),
    Case("stale state", "a question in between", (("says", "你们几点开门？"),), at="check",
         state="Form:check"),
    Case("stale state", "cancel twice", (("says", "取消"), ("says", "取消")), at="check",
         loses=True, reports=0),
    Case("stale state", "no, at the last look", (("says", "不对"),), at="check",
         state="Form:check", says=("哪里不对",)),
    Case("stale state", "help in a form", (("says", "/help"),), at="where", state="Form:where"),
    Case("stale state", "an unknown command in a form", (("says", "/nothing here"),), at="where",
         state="Form:where"),
    Case("stale state", "a full-width command", (("says", "／取消"),), at="where"),
    Case("stale state", "dots in a talk with a person", (("says", "…"),), at="talk"),
    Case("stale state", "yes without any question", (("says", "好的"),)),
    Case("stale state", "a rating without a report", (("says", "5"),)),
    Case("stale state", "a report right after a report", (("says", "我要报问题"),), at="filed",
         state="Form:what", reports=1),
]  # fmt: skip

CODES = [
    *typed("staff login", "nowhere", {
        "a code that nobody gave": "/start ABCDEFGHJK",
        "a code with a quote": "/start ' or '1'='1",
        "a code of 4000 letters": "/start " + "A" * 3990,
        "a code in Chinese": "/start 邀请码",
        "a code with a NUL": "/start AB\x00CD",
        "a code that is a number": "/start 1",
        "a code of spaces": "/start      ",
        "a code with a percent sign": "/start %",
        "another bot's command": "/start@another_bot ABC",
    }, never=("社工",)),
    *typed("staff login", "nowhere", {
        "a resident asks for the desk": "/work",
        "a resident asks for the workers' list": "我的工作",
        "a resident invites": "/invite admin",
        "a resident asks for the duty": "值班",
    }, never=("R-",)),
    Case("staff login", "an invitation used a second time", (("says", "/start USED-CODE"),),
         says=("用不了",)),
    Case("staff login", "an invitation too old", (("says", "/start OLD-CODE"),), says=("用不了",)),
]  # fmt: skip

RIGHTS = [
    Case("privacy rights", "see", (("says", "我的数据"),)),
    Case("privacy rights", "see in a form", (("says", "/mydata"),), at="check", state="Form:check"),
    Case("privacy rights", "delete without anything", (("says", "删除我的数据"),)),
    Case("privacy rights", "delete somebody else", (("says", "删除张三的数据"),)),
    Case("privacy rights", "export with nothing", (("says", "导出我的数据"),)),
    Case("privacy rights", "no to everything", (("says", "我不同意"),)),
    Case("privacy rights", "who reported this", (("says", "是谁报的路灯"),), never=("楼道",)),
]

CONTACT = {"phone_number": "13812345678", "first_name": "王", "user_id": 1}
FILE = {"file_id": "x", "file_unique_id": "x"}
STICKER = {**FILE, "width": 1, "height": 1, "type": "regular", "is_animated": False,
           "is_video": False}  # fmt: skip
POINT = {"latitude": 30.8, "longitude": 120.6}

KINDS = [
    Case("telegram update kinds", name, (("sends", content),), at=at, on=("telegram",), state=state)
    for at, state in (("check", "Form:check"), ("nowhere", None))
    for name, content in {
        f"dice ({at})": {"dice": {"emoji": "🎲", "value": 3}},
        f"sticker ({at})": {"sticker": STICKER},
        f"voice ({at})": {"voice": {**FILE, "duration": 4}},
        f"video note ({at})": {"video_note": {**FILE, "length": 1, "duration": 1}},
        f"video ({at})": {"video": {**FILE, "width": 1, "height": 1, "duration": 1}},
        f"audio ({at})": {"audio": {**FILE, "duration": 1}},
        f"animation ({at})": {
            "animation": {**FILE, "width": 1, "height": 1, "duration": 1},
            "document": FILE,
        },
        f"document ({at})": {"document": {**FILE, "file_name": "../../etc/passwd"}},
        f"somebody's contact ({at})": {"contact": CONTACT},
        f"poll ({at})": {
            "poll": {"id": "1", "question": "?", "options": "of tomorrow"}
        },
        f"game ({at})": {"game": {"title": "x", "description": "x", "photo": []}},
        f"something of tomorrow ({at})": {"hologram": {"id": 1}},
        f"nothing at all ({at})": {},
    }.items()
]  # fmt: skip
KINDS += [
    Case("telegram update kinds", "venue", (("sends", {"location": POINT, "venue": {
        "location": POINT, "title": "社区", "address": "路"}}),), at="where", on=("telegram",),
        state="Form:check"),
    Case("telegram update kinds", "a forwarded message", (("sends", {"text": "灯坏了", "forward_origin": {
        "type": "hidden_user", "sender_user_name": "X", "date": 1}}),), at="where",
        on=("telegram",), state="Form:check"),
    Case("telegram update kinds", "an edited message at the last look", (("edits", "路灯坏了，是路灯"),),
         at="check", on=("telegram",), state="Form:check"),
    Case("telegram update kinds", "an edited message outside of forms", (("says", "您好"), ("edits", "您好吗")),
         on=("telegram",), says=("好",)),
    Case("telegram update kinds", "an edit of danger", (("says", "您好"), ("edits", "着火了救命")),
         on=("telegram",), says=("119",)),
    Case("telegram update kinds", "a message of 1970", (("sends", {"text": "您好", "date": 0}),),
         on=("telegram",)),
    Case("telegram update kinds", "a message that waited 20 hours", (("sends", {"text": "您好",
         "date": 1_795_000_000}),), on=("telegram",)),
    Case("telegram update kinds", "a deleted account without a name", (("update", {"message": {
         "message_id": 5, "date": 1, "chat": {"id": "ME", "type": "private"},
         "from": {"id": "ME", "is_bot": False, "first_name": ""}, "text": "您好"}}),),
         on=("telegram",)),
    Case("telegram update kinds", "entities beyond the text", (("sends", {"text": "您好", "entities": [
         {"type": "bold", "offset": 900, "length": 9}, {"type": "text_link", "offset": -1,
         "length": 1, "url": "https://evil.example"}]}),), on=("telegram",)),
    Case("telegram update kinds", "a photo without sizes", (("sends", {"photo": []}),), at="check",
         on=("telegram",), state="Form:check"),
    Case("telegram update kinds", "coordinates as words", (("sends", {"location": {
         "latitude": "x", "longitude": "y"}}),), at="check", on=("telegram",), state="Form:check"),
    Case("telegram update kinds", "coordinates beyond the earth", (("sends", {"location": {
         "latitude": 1e300, "longitude": -1e300}}),), at="where", on=("telegram",)),
    Case("telegram update kinds", "text that is a number", (("sends", {"text": 5}),), at="check",
         on=("telegram",), state="Form:check"),
    Case("telegram update kinds", "a caption without a picture", (("sends", {"caption": "灯"}),),
         at="check", on=("telegram",), state="Form:check"),
    *[
        Case("telegram update kinds", name, (("sends", content),), at="check", on=("telegram",),
             state="Form:check", silent=True)
        for name, content in {
            "left_chat_member": {"left_chat_member": {"id": 1, "is_bot": False, "first_name": "x"}},
            "delete_chat_photo": {"delete_chat_photo": True},
            "message_auto_delete_timer": {
                "message_auto_delete_timer_changed": {"message_auto_delete_time": 5}},
        }.items()
    ],
    *[
        Case("telegram update kinds", name, (("update", update),), on=("telegram",), silent=True)
        for name, update in {
            "the bot is blocked": {"my_chat_member": {
                "chat": {"id": "ME", "type": "private"}, "date": 1,
                "from": {"id": "ME", "is_bot": False, "first_name": "x"},
                "old_chat_member": {"user": {"id": 1, "is_bot": True, "first_name": "b"},
                                    "status": "member"},
                "new_chat_member": {"user": {"id": 1, "is_bot": True, "first_name": "b"},
                                    "status": "kicked", "until_date": 0}}},
            "a message that is a list": {"message": [1, 2]},
            "a chat without a number": {"message": {"chat": {}, "text": "x"}},
            "a press without a message": {"callback_query": {
                "id": "1", "from": {"id": "ME", "is_bot": False, "first_name": "x"},
                "chat_instance": "1", "data": ["k"]}},
        }.items()
    ],
]  # fmt: skip

GROUPS = [
    Case("group vs private", name, (("says", words),), on=("telegram",), group=True, silent=True)
    for name, words in {
        "neighbours' talk": "垃圾桶满了三天没人清",
        "a command without a name": "/mycases",
        "a command for another bot": "/start@another_bot",
        "a mention of a longer name": "@linli_test_bot2 你好",
        "a mail address with our name": "joe@linli_test_bot",
    }.items()
] + [
    Case("group vs private", name, (("says", words),), on=("telegram",), group=True, never=("R-",))
    for name, words in {
        "a command with our name": "/start@linli_test_bot",
        "a mention": "@linli_test_bot 我的事项",
        "my data in a group": "/mydata@linli_test_bot",
        "a report in a group": "@linli_test_bot 我要报问题",
    }.items()
]

SSRF = typed(
    "ssrf",
    "check",
    {
        "the cloud's own address": "照片在 http://169.254.169.254/latest/meta-data/",
        "this machine": "http://127.0.0.1:8080/metrics",
        "this machine in IPv6": "http://[::1]/",
        "this machine as a number": "http://2130706433/",
        "a file": "file:///etc/passwd",
        "gopher": "gopher://127.0.0.1:6379/_FLUSHALL",
        "a name that turns": "http://rebind.example/x.jpg",
        "the stand-in's address": "STANDIN/secret",
    },
    state="Form:check",
)

CASES = [*FORGED, *STALE, *CODES, *RIGHTS, *KINDS, *GROUPS, *SSRF]
