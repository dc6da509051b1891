"""Somebody with a browser and a phone of their own, from their invitation on."""

import base64
import hmac
import re
import time

from playwright.sync_api import expect

PASSWORD = "un matin calme au bord du lac"


class Visitor:
    """Reads and clicks what the pages show, by the words they show."""

    def __init__(self, page, name, email):
        self.page, self.name, self.email, self.secret, self.used = page, name, email, None, 0

    def enter(self, link, *, needs_second_factor):
        """From the link of an invitation to the first page of the product."""
        self.page.goto(link)
        self.sees("Vous êtes invité·e")
        self.fill("Prénom et nom", self.name)
        self.fill("Mot de passe", PASSWORD)
        self.press("Accepter et ouvrir mon compte")
        self.sign_in()
        if needs_second_factor:
            self.set_up_second_factor()
        self.sees(f"Bonjour, {self.name}")

    def sign_in(self):
        """With the code of one's phone, once it has one."""
        self.fill("Courriel", self.email)
        self.fill("Mot de passe", PASSWORD)
        self.press("Se connecter")
        if self.secret:
            self.fill("Code", self.code())
            self.press("Se connecter")

    def set_up_second_factor(self):
        self.sees("Installer une application d’authentification")
        self.secret = self.page.locator("main code").inner_text()
        self.fill("Code", self.code())
        self.press("Activer le second facteur")
        self.follow("Je les ai conservés")

    def code(self):
        """What the phone shows: never one that was used, nor one about to change."""
        while (window := int(time.time() // 30)) == self.used or time.time() % 30 > 25:
            time.sleep(0.5)
        self.used = window
        return totp(self.secret, window)

    def sign_out(self):
        self.page.locator("summary", has_text="Mon compte").click()
        self.press("Se déconnecter")

    def go(self, *names):
        """Through the menu, then from link to link."""
        first, *rest = names
        self.page.get_by_role("navigation", name="Navigation principale").get_by_role(
            "link", name=re.compile(f"^{first}")
        ).click()
        for name in rest:
            self.follow(name)

    def follow(self, name):
        self.page.locator("main").get_by_role("link", name=name).first.click()

    def press(self, name):
        self.page.get_by_role("button", name=name, exact=True).click()

    def press_on(self, name, what):
        """The button of one line among others; its name says which to whoever does not see the line."""
        self.page.get_by_role("button", name=name).filter(has_text=what).click()

    def fill(self, label, text):
        self.page.get_by_label(label).first.fill(text)

    def choose(self, label, option):
        self.page.get_by_label(label).first.select_option(label=option)

    def open(self, heading):
        """Choices that stay folded under their heading."""
        self.page.locator("summary").get_by_text(heading, exact=True).click()

    def tick(self, *labels):
        for label in labels:
            self.page.get_by_label(re.compile(rf"^\s*{label}\s*$", re.IGNORECASE)).check()

    def sees(self, text):
        expect(self.page.locator("body")).to_contain_text(text)

    def does_not_see(self, text):
        expect(self.page.locator("body")).not_to_contain_text(text)


def totp(secret, window):
    """The six digits of RFC 6238 for these thirty seconds."""
    key = base64.b32decode(re.sub(r"\s", "", secret))
    digest = hmac.digest(key, window.to_bytes(8), "sha1")
    start = digest[-1] & 15
    return f"{int.from_bytes(digest[start : start + 4]) % 2**31 % 10**6:06}"
