"""Words that people or machines send to make a program stumble. All of them our own.

``SHOWN`` are words that a person could mean: they are taken and shown letter by letter, or
refused with a sentence. ``REFUSED`` cannot be shown safely, so no field keeps them.
"""

from typing import Final

PROBE: Final = "<probe-tag>"
EVALUATED: Final = "5040391"
"""What a template engine makes of ``TEMPLATE``: on no page, unless somebody ran it."""
TEMPLATE: Final = "{{ 5040390|add:1 }}"

MARKUP: Final = {
    "tag": f"{PROBE}x</probe-tag>",
    "script": "<script>probe()</script>",
    "event": "<img src=x onerror=probe()>",
    "attribute": '" data-probe="1',
    "attribute, single": "' data-probe='1",
    "end of a box": f"</textarea></title></script>{PROBE}",
    "comment": f"--><!-- {PROBE} -->",
    "cdata": f"<![CDATA[{PROBE}]]>",
    "entity": "&lt;probe-tag&gt; &amp;amp; &#60;b&#62; &nbsp",
    "svg": f"<svg/onload=probe()>{PROBE}</svg>",
    "address": "javascript:probe()",
    "style": "</style><style>*{background:url(//127.0.0.1/probe)}</style>",
}
TEMPLATES: Final = {
    "django": TEMPLATE,
    "django tag": "{% include '/etc/passwd' %}{% csrf_token %}{# gone #}",
    "django secret": "{{ settings.SECRET_KEY }}{{ request.user.password }}",
    "format": "{0.__class__.__mro__} %(password)s %s %n %d ${7*7} #{7*7}",
    "shell": "$(id) `id` ; rm -rf / | cat > /dev/null && true",
    "lookup": "${jndi:ldap://127.0.0.1/a}",
}
QUERIES: Final = {
    "quote": "O'Probe'; DROP TABLE accounts_user; --",
    "union": "1' UNION SELECT password FROM accounts_user WHERE '1'='1",
    "wildcards": "%_%\\%\\_*?[a-z]",
    "backslash": "\\",
}
FORMULAS: Final = {
    "equals": "=1+1",
    "plus": "+1+cmd|' /C calc'!A0",
    "minus": "-2+3+cmd|' /C calc'!A0",
    "at": "@SUM(1+1)*cmd|' /C calc'!A0",
    "blank first": ' =HYPERLINK("http://127.0.0.1/?probe")',
    "apostrophe": "'=1+1",
    "fetching": '=WEBSERVICE("http://127.0.0.1/probe")',
    "wide equals": "\uff1d1+1",
}
TABLES: Final = {
    "quotes": 'say ""twice"", "once" and \'thus\'',
    "separators": 'a,b;c|d\t"e',
    "lines": 'one\r\ntwo\rthree\n"four',
    "csv formula": '",=1+1,"',
}
PLACES: Final = {
    "upwards": "../../../../etc/passwd",
    "upwards, Windows": "..\\..\\windows\\win.ini",
    "file": "file:///etc/passwd",
    "device": "CON NUL AUX LPT1",
    "header": "x\r\nSet-Cookie: probe=1",
    "percent": "%00 %0d%0a %2e%2e%2f %ff",
}
BOMBS: Final = {
    "xml": '<!DOCTYPE z [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]><z>&b;</z>',
    "xml outside": '<!DOCTYPE z [<!ENTITY x SYSTEM "file:///etc/passwd">]><z>&x;</z>',
    "json": '{"__proto__": {"a": 1}, "a": ' + "[" * 60 + "]" * 60 + "}",
    "number": "1e309 -1e-309 NaN Infinity 0x7fffffff 9" + "9" * 40,
}
LETTERS: Final = {
    "accents": "Zu\u0308rich Co\u0302te d\u2019Azur \u0141\u00f3d\u017a",
    "marks": "e\u0301\u0302\u0303\u0304",
    "right to left": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627 end",
    "far east": "\u65e5\u672c\u8a9e \ud55c\uad6d\uc5b4",
    "outside the first plane": "\U00020bb7 \U0001d54f \U0001f600",
    "joined": "\U0001f468\u200d\U0001f469\u200d\U0001f467 \U0001f3f4\u200d\u2620\ufe0f",
    "tinted": "\U0001f44d\U0001f3fd",
    "flags": "\U0001f1ec\U0001f1e7 \U0001f3f4\U000e0067\U000e0062\U000e007f",
    "without width": "a\u200bb\u200cc\ufeffd\u2060e\u00ade",
    "look alikes": "\u0440\u0430\u0443\u0440\u0430l \u0261oogle \ufb01nance",
    "private": "\ue000 \U000f0000 \uffff \ufffe",
    "line separators": "a\u2028b\u2029c",
    "digits of others": "\u0661\u0662\u0663 \u00b2 \u2460 \u0be7",
    "turkish": "\u0130\u0131 \u00df \u1e9e \u01c5",
}
SHOWN: Final = {
    f"{kind}: {name}": words
    for kind, group in {
        "markup": MARKUP, "template": TEMPLATES, "query": QUERIES, "formula": FORMULAS,
        "table": TABLES, "place": PLACES, "bomb": BOMBS, "letters": LETTERS,
    }.items()
    for name, words in group.items()
}  # fmt: skip

REFUSED: Final = {
    "nul": "before\x00after",
    "escape": "\x1b[31mred\x1b[0m",
    "backspace": "safe\x08\x08evil",
    "override": "invoice\u202exslx.exe",
    "isolate": "\u2066left\u2069\u2067right\u2069",
    "embedding": "\u202aleft\u202b\u202c",
    "annotation": "\ufff9a\ufffab\ufffb",
    "c1": "a\x85b\x9bc",
    "stacked marks": "Z" + "\u0335\u0321\u0353" * 40,
    "long": "long words " * 5_000,
    "long word": "x" * 100_001,
}
"""No narrative keeps these; other fields refuse them or take them for no answer."""

ALL: Final = SHOWN | REFUSED
