"""What is pasted or imported cannot run in an agent's browser: a list of known tricks."""

import json
import subprocess
from pathlib import Path

from playwright.sync_api import Browser, expect

from tests.browser.conftest import signed_in
from tests.installation import ZHIXI

TRICKS = [
    "<script>window.caught = 1</script>",
    "<img src=x onerror='window.caught = 1'>",
    "<svg onload='window.caught = 1'><circle r=9></svg>",
    "<svg><script>window.caught = 1</script></svg>",
    "<a href='javascript:window.caught = 1'>看这里</a>",
    "<a href='&#106;avascript:window.caught = 1'>看这里</a>",
    "<a href='java\tscript:window.caught = 1'>看这里</a>",
    "<a href='data:text/html,<script>parent.caught = 1</script>'>看这里</a>",
    "<iframe srcdoc='<script>parent.caught = 1</script>'></iframe>",
    "<form action='javascript:window.caught = 1'><button>提交</button></form>",
    "<input autofocus onfocus='window.caught = 1'>",
    "<details open ontoggle='window.caught = 1'>展开</details>",
    "<style>@import 'http://127.0.0.1:1/x.css'; * { display: none }</style>",
    "<p style='position:fixed;inset:0;background:url(javascript:window.caught=1)'>满屏</p>",
    "<noscript><p title='</noscript><img src=x onerror=window.caught=1>'>",
    "<template><script>window.caught = 1</script></template>",
    "<base href='http://127.0.0.1:1/'><object data='x'></object><embed src='x'>",
    "<meta http-equiv='refresh' content='0;url=http://127.0.0.1:1/'>",
    "<!--><img src=x onerror='window.caught = 1'>-->",
    "{{ constructor.constructor('window.caught = 1')() }}",
    "<p hx-get='/healthz' hx-trigger='load' hx-on::load='window.caught = 1'>加载</p>",
]
# An open style takes the rest of a page with it, in every browser: nothing may follow.
SWALLOWING = "<math><mtext><table><mglyph><style><img src=x onerror='window.caught = 1'>"


def test_it_works(
    chromium: Browser, address: str, environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "粘贴.jsonl"
    told = {
        "id": "tricks-1",
        "title": "粘贴内容里带了脚本的知识 <img src=x onerror='window.caught = 1'>",
        "body": "<p>正文在这里</p>"
        + "".join(f"<p>{trick}</p>" for trick in TRICKS)
        + "<p>正文到此</p>"
        + SWALLOWING,
        "phrasings": ["<script>window.caught = 1</script> 粘贴"],
        "section": "转账汇款",
    }
    file.write_text(json.dumps(told, ensure_ascii=False) + "\n")
    words = [ZHIXI, "import", file, "--by", "zhao", "--submit", "--json"]
    done = subprocess.run(words, env=environment, check=True, capture_output=True, text=True)
    submission = json.loads(done.stdout.strip().split("\n")[-1])["submission"]
    words = [ZHIXI, "approve", submission["id"], "--by", "qian", "--digest", submission["digest"]]
    subprocess.run([str(word) for word in words], env=environment, check=True)

    page = signed_in(chromium, address, "lin")
    left: list[str] = []
    page.on("request", lambda request: left.append(request.url))
    for _look in range(20):
        page.fill("#q", "粘贴内容里带了脚本")
        page.wait_for_timeout(500)
        if page.locator(".hit").count() and "粘贴内容" in page.locator(".hit").first.inner_text():
            break
        page.fill("#q", "")
    page.press("#q", "Enter")
    expect(page.locator("article .content")).to_contain_text("正文到此")
    for link in page.locator("article .content a").all():
        assert (link.get_attribute("href") or "").startswith(("/", "http"))
    page.wait_for_timeout(800)
    assert page.evaluate("window.caught") is None
    assert (
        page.locator("article .content :is(script, iframe, style, form, object, base)").count() == 0
    )
    assert [url for url in left if not url.startswith(address)] == []
    page.context.close()
