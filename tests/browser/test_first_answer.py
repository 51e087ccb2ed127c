"""The whole path: zhao's file comes in, qian approves it, lin reads it; an hour ago it was not there."""

import datetime as dt
import json
import subprocess
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, expect

from tests.browser.conftest import signed_in
from tests.installation import ZHIXI


def test_it_works(
    chromium: Browser, address: str, environment: dict[str, str], tmp_path: Path
) -> None:
    file = tmp_path / "新知识.jsonl"
    told = {
        "id": "new-1",
        "title": "数字人民币硬钱包怎么办理",
        "body": "您带身份证到网点领取，当场就能用。",
        "section": "转账汇款",
    }
    file.write_text(json.dumps(told, ensure_ascii=False) + "\n")
    done = subprocess.run(
        [ZHIXI, "import", file, "--by", "zhao", "--submit", "--json"],
        env=environment,
        check=True,
        capture_output=True,
        text=True,
    )
    number = json.loads(done.stdout.strip().split("\n")[-1])["submission"]["id"]

    lin = signed_in(chromium, address, "lin")
    lin.fill("#q", "硬钱包")
    expect(lin.locator("#hits")).not_to_contain_text("数字人民币硬钱包怎么办理")

    zhao = signed_in(chromium, address, "zhao")
    zhao.goto(f"{address}/studio/submissions/{number}")
    expect(zhao.locator("form.decide")).to_have_count(0)

    qian = signed_in(chromium, address, "qian")
    qian.goto(f"{address}/studio/submissions/{number}")
    expect(qian.locator(".diff ins").first).to_contain_text("数字人民币硬钱包")
    qian.click("form.decide button[value=approve]")
    qian.wait_for_url(f"{address}/studio/**")

    hit = lin.locator("#hits .hit").first
    for _look in range(20):  # live from the next second on, and indexed a moment later
        lin.fill("#q", "数字人民币硬钱包")
        lin.wait_for_timeout(500)
        if "硬钱包怎么办理" in hit.inner_text():
            break
        lin.fill("#q", "")
    expect(hit).to_contain_text("硬钱包怎么办理")
    lin.press("#q", "Enter")
    expect(lin.locator("article .lead")).to_contain_text("当场就能用")
    address_of_it = f"{address}{hit.get_attribute('href')}"
    before = (dt.datetime.now(dt.UTC) - dt.timedelta(hours=1)).isoformat().replace("+", "%2B")
    answer = lin.goto(f"{address_of_it}?as_of={before}")
    assert answer is not None
    assert answer.status == 404


def test_the_pages_are_accessible_and_keep_to_the_policy(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, "lin")
    faults: list[str] = []
    page.on(
        "console", lambda message: faults.append(message.text) if message.type == "error" else None
    )
    for path in ("/?q=信用卡挂失", "/k/1"):
        page.goto(f"{address}{path}")
        serious = [
            violation["id"]
            for violation in Axe().run(page).response["violations"]
            if violation["impact"] in {"serious", "critical"}
        ]
        assert serious == [], path
    assert faults == []


def test_the_keyboard_alone_finds_and_copies(chromium: Browser, address: str) -> None:
    page = signed_in(chromium, address, "lin")
    page.keyboard.type("信用卡丢了怎么挂失")
    expect(page.locator("#hits .hit").first).to_contain_text("信用卡丢了怎么挂失")
    page.keyboard.press("Enter")
    expect(page.locator("article .lead")).to_contain_text("我现在就给您挂失")
    page.keyboard.press("Control+Enter")
    expect(page.get_by_text("已复制").first).to_be_visible()
    page.keyboard.press("Escape")
    page.keyboard.type("年费")
    assert page.input_value("#q") == "年费"
