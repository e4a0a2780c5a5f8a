"""Pages, pictures and XML: what runs, what only looks like it, and honest pages of which nothing is said."""

from __future__ import annotations

from base64 import b64encode

import pytest

from attachment_builders.contents import pe
from deliverkit.attachments.active import ActiveContent, Activity, active_content
from deliverkit.attachments.active.markup.smuggling import open_base64
from deliverkit.attachments.containers.member import Held, Why
from deliverkit.attachments.content import ContentKind, identify
from deliverkit.core.budget import Budget, Limits

A = Activity
SVG = b'<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink">%s</svg>'
PROGRAM = b64encode(pe().ljust(400, b"\0"))


def look(data: bytes, kind: ContentKind = ContentKind.HTML, extension: str = "") -> ActiveContent:
    content = active_content(kind, data, Budget(), extension=extension)
    assert content.complete
    return content


def told(data: bytes, kind: ContentKind = ContentKind.HTML) -> list[tuple[Activity, str]]:
    return [(one.activity, one.what) for one in look(data, kind).signs]


@pytest.mark.parametrize(
    "honest",
    [
        b"",
        b"<html><body onx=1><p>Hello <b>you</b> &amp; <a href='https://a.example/'>there</a></p></body></html>",
        b'<a href="javascript:void(0)">x</a><a href="javascript:;">y</a><a href=javascript:window.print()>p</a>',
        b'<img src="data:image/png;base64,iVBORw0KGgo="><link href="data:text/css,a{}">',
        b'<a download href="data:text/csv;base64,YQ==">table</a>',
        b'<meta http-equiv="refresh" content="0; url=../other/page.html">',
        b'<meta charset="utf-8"><meta http-equiv="refresh" content="30"><meta name=x content="url=y">',
        b'<script type="application/ld+json">{"a": "javascript:x"}</script><script type="text/template"><b></script>',
        b"<script></script><script> \n </script>",
        b"<!-- <script>x()</script> <body onload=x()> --><p>",
        b"<!--[if IE]><script>x()</script><![endif]--><p>",
        b"<p>turn it on now = or never; onload=x is text, javascript:x too</p>",
        b'<p title="onload=x()" alt=\' onclick=y \' data-x="<script>">x</p>',
        b"<p title='JavaScript: the good parts' content=\"data:x\">x</p>",
        b"<textarea><script>x()</script> <b onclick=x></textarea>",
        b"<form><input type=text name=password><input></form>",
        b'<p class="jumbo" id=&quot; online="x" onclick="">x</p>',
        b"<noscript>x</noscript><scripts>x</scripts><!CDATA[",
        b"a < b <1 = data: &#1; =j&",
        b'<iframe srcdoc="&lt;p&gt;x"></iframe><iframe src="https://a.example"></iframe>',
        b"<![CDATA[ x ]]>",
        b"<![CDATA[ <script>x()",
        b"<!-- x",
    ],
)
def test_honest_pages(honest: bytes) -> None:
    assert told(honest) == []


@pytest.mark.parametrize(
    ("page", "activity", "what"),
    [
        (b"<script>x()</script>", A.SCRIPT, "x()"),
        (b"<SCRIPT LANGUAGE=VBScript>\nx\n</SCRIPT>", A.SCRIPT, "x"),
        (b"<script type='text/JavaScript; x'>y</script>", A.SCRIPT, "y"),
        (b"<script type=module src=//a.example/x.js>", A.SCRIPT, "//a.example/x.js"),
        (b"<script/x>unended", A.SCRIPT, "unended"),
        (b"<body onload='x()'>", A.SCRIPT, "onload=x()"),
        (b"<svg/onload=x()>", A.SCRIPT, "onload=x()"),
        (b'<img alt="<" src=x onerror="x()">', A.SCRIPT, "onerror=x()"),
        (b'<img alt="' + b"x" * 9000 + b'" onerror=x>', A.SCRIPT, "onerror=x"),
        (b'<img\nalt = ">" \tonerror\n=\nx>', A.SCRIPT, "onerror=x"),
        (b"<a href='javascript:x()'>", A.SCRIPT, "javascript:x()"),
        (b"<a href=' \1jav&#x09;asc&#114;ipt&colon;x()'>", A.SCRIPT, "javascript:x()"),
        (b"<a href=&#106;avascript:x()>", A.SCRIPT, "javascript:x()"),
        (b"<form action=vbscript:x>", A.SCRIPT, "vbscript:x"),
        (b"<!--><script>x</script>-->", A.SCRIPT, "x"),
        (b"<!---><script>x</script>-->", A.SCRIPT, "x"),
        (b"<!-- a -- b --!><script>x</script>-->", A.SCRIPT, "x"),
        (b"<![CDATA[ > <script>x</script> ]]>", A.SCRIPT, "x"),
        (b"<iframe srcdoc='&lt;script>x()'>", A.SCRIPT, "srcdoc"),
        (b"<p <script>x", A.SCRIPT, ""),
        (b'<p title="<!--"><script>x</script>', A.SCRIPT, "x"),
        (b"<input type='PassWord '>", A.PASSWORD, "a field for a password"),
        (b"<meta http-equiv=Refresh content='0; URL=\"https://a.example/x'>", A.REDIRECT, "https://a.example/x"),
        (b"<meta content='0;//a.example' http-equiv=refresh>", A.REDIRECT, "//a.example"),
        (b"<a href='data:text/html,x'>", A.SMUGGLING, "data:text/html"),
        (b"<a href=DATA:application/octet-stream;base64,TVqQ download>", A.SMUGGLING, "data:application/octet-stream"),
        (b"<iframe src='data:image/svg+xml,x'>", A.SMUGGLING, "data:image/svg+xml"),
        (b"<script src=data:text/plain,x()></script>", A.SCRIPT, "data:text/plain,x()"),
        (b"<html><body onload=x>".decode().encode("utf-16"), A.SCRIPT, "onload=x"),
        ("<script>x".encode("utf-16-be"), A.SCRIPT, "x"),
    ],
)
def test_what_acts(page: bytes, activity: Activity, what: str) -> None:
    if what:
        assert (activity, what) in told(page)
    else:  # a tag in a tag: the outer one has an attribute called "<script"
        assert told(page) == []


def test_where_it_stands() -> None:
    data = b"<p><script>x()</script>"
    (sign,) = look(data).signs
    assert data[sign.start : sign.end] == b"<script>x()"


@pytest.mark.parametrize(
    "code",
    [
        b"var b=new Blob([atob('%s')]);a.href=URL.createObjectURL(b);a.click()",
        b"navigator.msSaveOrOpenBlob(x('%s'),'a.zip')",
        b"var f=new window.File([u],'a');URL['createObjectURL'](f);'%s'",
        b"document.write(atob('%s'))",
        b"eval(unescape('%s'))",
    ],
)
def test_smuggling(code: bytes) -> None:
    for payload in (b64encode(bytes(range(256)) * 2), b"65,66," * 80, b"\\x41" * 120, b"%41" * 120):
        page = b"<script>" + code.replace(b"%s", payload) + b"</script>"
        assert A.SMUGGLING in {one.activity for one in look(page).signs}
    assert A.SMUGGLING not in {one.activity for one in look(b"<script>" + code + b"</script>").signs}


def test_smuggled_files_are_handed_on() -> None:
    page = b"<b data-x='" + PROGRAM + b"'></b><a download=x.exe></a><script>go(atob(b.dataset.x))</script>"
    content = look(page)
    assert [one.activity for one in content.signs] == [A.SCRIPT, A.SMUGGLING]
    (file,) = content.files
    assert file.opener
    assert identify(file.opener(Budget()).data) is ContentKind.PE
    assert file.opener(Budget(), 7) == (pe()[:7], False, None, "", ())
    assert file.opener(Budget(Limits(bytes_read=9))).why is Why.LIMIT
    assert open_base64(Held(b"QUJDR\r\nE"), 0, 5, Budget()).data == b"ABC"
    without = active_content(ContentKind.HTML, page, Budget(Limits(members=0)))
    assert (without.files, without.why) == ((), Why.LIMIT)


@pytest.mark.parametrize(
    "honest",
    [
        b"<b data-x='" + PROGRAM + b"'></b><script>go()</script>",
        b"<b data-x='" + PROGRAM + b"'></b><a download=x.exe></a>",
        b"<script>navigator.msSaveBlob(x, 'a')</script><img src='data:image/png;base64," + b"A" * 900 + b"'>",
        b"<script>URL.createObjectURL(mine)</script>" + PROGRAM,
    ],
)
def test_no_smuggling(honest: bytes) -> None:
    assert A.SMUGGLING not in {one.activity for one in look(honest).signs}


@pytest.mark.parametrize(
    "honest",
    [
        SVG
        % b'<path d="M0 0"/><image xlink:href="data:image/png;base64,iVBO"/><a xlink:href="https://a.example">x</a>',
        SVG % b"<![CDATA[ <script>x</script> ]]><title>a &lt;script&gt; b</title><use xlink:href='#a'/>",
        b"<?xml version='1.0'?><!DOCTYPE svg [<!ENTITY ns 'http://www.w3.org/2000/svg'>]>"
        + SVG % b"<style>a{}</style>",
        SVG % b"<animate attributeName='x' from='0' to='1' begin='a.onclick'/>",
    ],
)
def test_honest_pictures(honest: bytes) -> None:
    assert told(honest, ContentKind.SVG) == []


@pytest.mark.parametrize(
    ("inside", "activity", "what"),
    [
        (b"<script>x()</script>", A.PICTURE_SCRIPT, "x()"),
        (b"<s:script xlink:href='https://a.example/x.js'/>", A.PICTURE_SCRIPT, "https://a.example/x.js"),
        (b"<script><![CDATA[ x() ]]></script>", A.PICTURE_SCRIPT, "<![CDATA[ x() ]]>"),
        (b"<g onclick='x()'/>", A.PICTURE_SCRIPT, "onclick=x()"),
        (b"<a xlink:href='javascript:x()'/>", A.PICTURE_SCRIPT, "javascript:x()"),
        (b"<set attributeName='href' to='javascript:x()'/>", A.PICTURE_SCRIPT, "javascript:x()"),
        (b"<textarea><script>x()</script></textarea>", A.PICTURE_SCRIPT, "x()"),
        (b"<foreignObject width='1'><p>x</p></foreignObject>", A.PICTURE_PAGE, "foreignObject"),
        (b"<!ENTITY a '&#x3c;scr'>", A.PICTURE_SCRIPT, "an entity that hides markup"),
    ],
)
def test_pictures_that_act(inside: bytes, activity: Activity, what: str) -> None:
    assert (activity, what) in told(SVG % inside, ContentKind.SVG)


@pytest.mark.parametrize(
    ("data", "activity", "what"),
    [
        (b"<?xml?><?mso-application?><w:wordDocument w:macrosPresent='yes'>", A.MACROS, "macrosPresent='yes"),
        (b"<pkg:part pkg:contentType='application/vnd.ms-office.vbaProject'>", A.MACROS, "vnd.ms-office.vbaProject"),
        (b"<MMC_ConsoleFile><String>res://apds.dll/redirect.html</String>", A.DOCUMENT_SCRIPT, "apds.dll"),
        (b"<MMC_ConsoleFile><Task Type='x' Command=\"cmd.exe\">", A.DOCUMENT_SCRIPT, "cmd.exe"),
        (
            b"<xsl:stylesheet xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><ms:script language='JScript'>x",
            A.DOCUMENT_SCRIPT,
            "ms:script",
        ),
        (b"<x><h:script xmlns:h='http://www.w3.org/1999/xhtml'>x</h:script></x>", A.SCRIPT, "x"),
    ],
)
def test_other_xml(data: bytes, activity: Activity, what: str) -> None:
    assert told(data, ContentKind.XML) == [(activity, what)]


@pytest.mark.parametrize(
    "honest",
    [
        b"<?xml?><project><script>make</script></project>",
        b"<?xml?><MMC_ConsoleFile><String>x</String></MMC_ConsoleFile>",
        b"<x:stylesheet xmlns:x='http://www.w3.org/1999/XSL/Transform'/>",
        b"<?xml?><rss xmlns:h='http://www.w3.org/1999/xhtml'><p>x</p></rss>",
    ],
)
def test_honest_xml(honest: bytes) -> None:
    assert told(honest, ContentKind.XML) == []


def test_the_name_decides_how_a_text_is_opened() -> None:
    script = b"hello <script>x()</script>"
    assert active_content(None, script, Budget()).signs == ()
    assert [one.activity for one in active_content(None, script, Budget(), extension="htm").signs] == [A.SCRIPT]
    picture = active_content(ContentKind.XML, script, Budget(), extension="svg")
    assert [one.activity for one in picture.signs] == [A.PICTURE_SCRIPT]
    both = active_content(ContentKind.GIF, b"GIF89a=1;" + script, Budget(), extension="html")
    assert [one.activity for one in both.signs] == [A.SCRIPT]


@pytest.mark.parametrize("kind", [ContentKind.HTML, ContentKind.SVG, ContentKind.XML])
@pytest.mark.parametrize("steps", [0, 4, 6])
def test_limits(kind: ContentKind, steps: int) -> None:
    data = b"http://www.w3.org/2000/svg" + b"<b onclick=x " + b"a=b " * 9 + b"><b onclick=y>"
    assert active_content(kind, data, Budget(Limits(steps=steps))).why is Why.LIMIT
