"""The example camera as people use it: in a browser, whose camera is a moving picture."""

from __future__ import annotations

import io
import re
import subprocess
import sys

import pytest
from PIL import Image
from support.authorities import Development
from support.browser import browsing, program
from support.camera_page import camera
from support.loopback import Reply, listening
from support.stamping import stamping

from provenance import TrustList, TrustLists, Verdict, Verifier

TRESPASS = """async ([camera, picture]) => {
    const ended = (way) => way.then((answer) => answer.type, () => "refused");
    const blob = new Blob(["x"], {type: "text/plain"});
    const image = new Image();
    const seen = new Promise((is, not) => { image.onload = () => is(image); image.onerror = not; });
    image.src = camera + "pictures/" + picture;
    return [
        await ended(fetch(camera + "state")),
        await ended(fetch(camera + "pictures", {method: "POST", mode: "no-cors", body: blob})),
        await ended(fetch(camera + "time-stamps", {method: "POST", headers: {"X-Any": "1"}})),
        await ended(seen),
    ];
}"""
"""What a page elsewhere may try: to read, to send, to send with a header, to show a picture."""
NAMELESS = """[...document.querySelectorAll("button, a, video, section")]
    .filter((each) => each.checkVisibility())
    .filter((each) => !each.ariaLabel && !each.innerText.trim()).length"""
PHONE = {"width": 390, "height": 844}
pytestmark = [
    pytest.mark.usefixtures("loopback"),
    pytest.mark.xdist_group("browser"),
]


@pytest.fixture(scope="module", autouse=True)
def chromium() -> str:
    return program()


@pytest.fixture(scope="module")
def authority():
    with stamping(Development()) as running:
        yield running


@pytest.fixture(scope="module")
def studio(authority, tmp_path_factory):
    """A camera whose pictures are dated later."""
    folder = tmp_path_factory.mktemp("camera")
    times = folder / "times.pem"
    times.write_bytes(authority.development.root_pem)
    album = folder / "pictures"
    with camera(album, "--tsa", authority.url, "--tsa-trust", times) as running:
        yield running


@pytest.fixture(scope="module")
def browser(chromium, tmp_path_factory):
    with browsing(tmp_path_factory.mktemp("profile")) as running:
        yield running


@pytest.fixture
def page(browser, studio):
    """The page of the camera, its viewfinder open; it may complain of nothing."""
    browser.asked.clear()
    browser.complaints.clear()
    browser.page.goto(studio.url)
    browser.page.wait_for_selector("#shutter:enabled")
    yield browser.page
    assert browser.complaints == []
    for address in browser.asked:
        assert address.startswith((studio.url, f"blob:{studio.origin}/")), address


def shoot(page, studio):
    """Press the shutter, and return the file that it made."""
    before = set(studio.taken)
    page.click("#shutter")
    settled(page, len(before) + 1)
    (made,) = set(studio.taken) - before
    assert page.get_attribute("#card .shot", "alt") == f"The picture {made.name}"
    return made


def settled(page, pictures: int) -> None:
    """Wait until so many pictures are in the album, and another one can be taken."""
    page.wait_for_selector(f"#pictures li:nth-child({pictures})")
    page.wait_for_selector("#shutter:enabled")


def facts(page) -> dict[str, str]:
    names, texts = (page.locator(f"#card .facts {tag}").all_inner_texts() for tag in ("dt", "dd"))
    return dict(zip(names, texts, strict=True))


def own_lists(studio) -> TrustLists:
    root = TrustList.from_pem(studio.root.read_bytes(), kind="signer", name="root")
    return TrustLists(lists=(root,))


def command(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "provenance_cli", *map(str, words)],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )


def test_a_shot_is_signed_shown_downloaded_and_verified(page, studio, tmp_path):
    shoot(page, studio)
    with page.expect_download() as coming:
        page.click("#card a[download]")
    file = tmp_path / coming.value.suggested_filename
    coming.value.save_as(file)
    with Image.open(file) as picture:
        assert picture.format == "JPEG"
        assert list(picture.size) == page.evaluate("[view.videoWidth, view.videoHeight]")
    with Verifier(trust=own_lists(studio)) as verifier:
        report = verifier.inspect(file)
    assert report.verdict is Verdict.TRUSTED
    shown = page.inner_text("#card")
    assert page.inner_text("#card .verdict") == "TRUSTED"
    assert page.inner_text("#card .headline") == report.headline
    assert report.history[0].sentence in page.locator("#card .history").text_content()
    told = facts(page)
    assert told["Signed by"].startswith('"Camera page (development)", vouched for by the list')
    assert "Web camera" in told["Device"]
    assert told["Source"] == "digitalCapture, by the word of the app."
    said = command("verify", file, "--trust", studio.root)
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("TRUSTED")
    in_one_line = " ".join(said.stdout.split())
    for text in (page.inner_text("#card .headline"), told["When"], told["AI"], told["Signed by"]):
        assert " ".join(text.split()) in in_one_line
    assert "cannot prove" in page.inner_text("footer")
    assert "undefined" not in shown


def test_what_waits_for_a_time_stamp_is_shown_and_fetched(page, studio, authority):
    file = shoot(page, studio)
    shoot(page, studio)
    waiting = int(re.match(r"\d+", page.inner_text("#waiting")).group())
    assert waiting >= 2
    assert page.inner_text("#waiting").endswith("pictures wait for a time-stamp of 127.0.0.1.")
    assert page.locator("#pictures .waits").count() == waiting
    authority.mode = "error"
    page.click("#flush")
    page.wait_for_selector("#problem:visible")
    assert "No time-stamp was given" in page.inner_text("#problem")
    assert page.inner_text("#waiting").startswith(f"{waiting} ")
    authority.mode = "good"
    page.wait_for_selector("#flush:enabled")
    page.click("#flush")
    page.wait_for_selector("text=Nothing waits.")
    assert page.is_hidden("#flush")
    assert page.locator("#pictures .waits").count() == 0
    page.click(f'#pictures [data-name="{file.name}"]')
    page.wait_for_selector(f'#card .shot[alt="The picture {file.name}"]')
    assert "proven by a time-stamp" in facts(page)["When"]
    assert page.inner_text("#card .verdict") == "TRUSTED"


def test_without_a_network_pictures_are_signed_all_the_same(page, studio):
    page.evaluate("Object.defineProperty(navigator, 'onLine', {get: () => false, configurable: 1})")
    page.evaluate("dispatchEvent(new Event('offline'))")
    assert page.inner_text("#network") == "No network: pictures are signed all the same."
    shoot(page, studio)
    assert page.inner_text("#card .verdict") == "TRUSTED"


def test_a_picture_that_is_changed_in_the_folder_is_shown_as_invalid(page, studio):
    file = shoot(page, studio)
    content = bytearray(file.read_bytes())
    content[-100] ^= 1
    file.write_bytes(content)
    page.reload()
    page.wait_for_selector('#pictures [data-verdict="INVALID"]')
    page.focus(f'#pictures [data-name="{file.name}"]')
    page.keyboard.press("Enter")
    page.wait_for_selector('#card .verdict[data-verdict="INVALID"]')
    file.unlink()


def test_a_picture_that_cannot_be_signed_stays_in_the_page(page, browser, studio):
    before = studio.taken
    page.route("**/pictures", lambda route: route.fulfill(status=503, json={"error": "No key."}))
    page.click("#shutter")
    page.wait_for_selector("text=NOT SIGNED")
    assert page.inner_text("#card .headline") == "No key."
    with page.expect_download() as coming:
        page.click("#card a[download]")
    with Image.open(io.BytesIO(coming.value.path().read_bytes())) as picture:
        assert picture.format == "JPEG"
    assert studio.taken == before
    page.unroute("**/pictures")
    page.click("text=Try again")
    page.wait_for_selector('#card .verdict[data-verdict="TRUSTED"]')
    assert len(studio.taken) == len(before) + 1
    (complaint,) = browser.complaints  # the browser itself notes an answer of 503
    assert "503" in complaint
    browser.complaints.clear()


def test_a_picture_whose_report_fails_is_not_called_unsigned(page, browser, studio):
    before = len(studio.taken)
    page.route("**/report", lambda route: route.fulfill(status=503, json={"error": "Too busy."}))
    page.click("#shutter")
    page.wait_for_selector("text=cannot be shown: Too busy.")
    assert page.locator("text=NOT SIGNED").count() == 0
    assert len(studio.taken) == before + 1
    page.unroute("**/report")
    page.reload()
    page.wait_for_selector('#pictures [data-verdict="TRUSTED"]')
    assert browser.complaints
    browser.complaints.clear()


def test_everything_is_named_reached_by_keys_and_fits_a_phone(page, studio):
    page.set_viewport_size(PHONE)
    page.focus("#shutter")
    before = len(studio.taken)
    page.keyboard.press("Space")
    settled(page, before + 1)
    assert len(studio.taken) == before + 1
    assert page.evaluate("document.documentElement.scrollWidth") == PHONE["width"]
    assert page.evaluate(NAMELESS) == 0
    assert page.evaluate("[...document.images].every(image => image.hasAttribute('alt'))")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_a_page_of_another_place_reaches_nothing(page, browser, studio):
    """Not even one that knows the secret, on the same machine."""
    before = studio.taken
    with listening(lambda *_: Reply(body=b"<p>elsewhere", content_type="text/html")) as other:
        page.goto(other.address())
        tried = page.evaluate(TRESPASS, [studio.url, before[0].name])
    assert tried == ["refused"] * 4
    assert studio.taken == before
    browser.complaints.clear()  # of the browser, about these very refusals
    browser.asked.clear()


def test_the_album_and_what_waits_survive_a_restart(chromium, authority, browser, tmp_path):
    with camera(tmp_path / "album", "--tsa", authority.url) as first:
        browser.page.goto(first.url)
        browser.page.wait_for_selector("#shutter:enabled")
        file = shoot(browser.page, first)
    browser.page.click("#pictures button")
    browser.page.wait_for_selector("text=The program does not answer.")
    with camera(tmp_path / "album", "--tsa", authority.url) as second:
        assert second.url != first.url
        browser.page.goto(second.url)
        browser.page.wait_for_selector('#pictures [data-verdict="TRUSTED"]')
        browser.page.click("#pictures button")
        browser.page.wait_for_selector('#card .verdict[data-verdict="TRUSTED"]')
        assert browser.page.inner_text("#waiting").startswith("1 picture waits for")
        assert second.taken == [file]
